// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.function;

/**
 * Extracts the key of a record. Must be deterministic; keys need stable {@code hashCode} and {@code equals} across
 * JVMs.
 *
 * <pre>{@code
 * KeySelector<Order, String> byCustomer = Order::customer;
 * KeyedStream<Order, String> keyed = orders.keyBy(byCustomer);
 * }</pre>
 */
@FunctionalInterface
public interface KeySelector<T, K> {
    /** The key of {@code value}; must not be null. */
    K key(T value) throws Exception;
}
