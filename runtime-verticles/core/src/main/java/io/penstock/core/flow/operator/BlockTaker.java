// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.operator;

/** An operator that is faster when it sees some of the next records at once. */
public interface BlockTaker {
    /** Takes {@code values[from .. to)}, at most {@link KeysAhead#RECORDS_MAX}, as if one by one. */
    void acceptBlock(Object[] values, long[] timestampsMs, int from, int to);
}
