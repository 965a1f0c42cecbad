// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.time;

/**
 * Extracts a record's event time, in ms since the epoch.
 *
 * <pre>{@code
 * TimestampAssigner<Order> byOrderTime = Order::timeMs;
 * }</pre>
 */
@FunctionalInterface
public interface TimestampAssigner<T> {
    /** The record's event time. */
    long extractTimestamp(T value);
}
