// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.metric;

/** A number that only grows. */
public interface Counter {
    /** Adds one. */
    default void increment() {
        increment(1);
    }

    /** Adds {@code amount}, at least 0. */
    void increment(long amount);
}
