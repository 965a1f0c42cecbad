// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.function;

/**
 * Says whether a record is kept.
 *
 * <pre>{@code
 * FilterFunction<Order> large = order -> order.amount() > 1_000;
 * DataStream<Order> largeOrders = orders.filter(large);
 * }</pre>
 */
@FunctionalInterface
public interface FilterFunction<T> {
    /** Whether {@code value} is kept. */
    boolean test(T value) throws Exception;
}
