// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.source;

/**
 * Where a reader puts its records.
 *
 * <pre>{@code
 * static void emit(Order order, SourceOutput<Order> out) {
 *     out.emit(order, order.timeMs());
 * }
 * }</pre>
 */
public interface SourceOutput<T> {
    /** Emits a record without event time. */
    void emit(T value);

    /** Emits a record with event time, ms since the epoch. */
    void emit(T value, long timestampMs);
}
