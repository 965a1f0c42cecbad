// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.function;

/**
 * Combines one matching pair of a join into one result.
 *
 * <pre>{@code
 * JoinFunction<Order, Payment, Long> missing = (order, payment) -> order.amount() - payment.amount();
 * }</pre>
 */
@FunctionalInterface
public interface JoinFunction<L, R, O> {
    /** The result for one pair. */
    O join(L left, R right) throws Exception;
}
