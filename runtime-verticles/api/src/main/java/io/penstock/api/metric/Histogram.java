// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.metric;

/** A distribution of longs. */
public interface Histogram {
    /** Records one value, at least 0. */
    void record(long value);
}
