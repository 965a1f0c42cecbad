// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.state;

/** How two longs become one. */
public enum LongFold {
    SUM,
    MIN,
    MAX;

    /** Combines two longs. */
    public long combine(long left, long right) {
        if (this == SUM) return left + right;
        return this == MIN ? Math.min(left, right) : Math.max(left, right);
    }
}
