// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.function;

/**
 * Turns one record into exactly one other.
 *
 * <pre>{@code
 * MapFunction<Order, Long> amount = Order::amount;
 * DataStream<Long> amounts = orders.map(amount);
 * }</pre>
 */
@FunctionalInterface
public interface MapFunction<T, R> {
    /** The result for {@code value}. */
    R map(T value) throws Exception;
}
