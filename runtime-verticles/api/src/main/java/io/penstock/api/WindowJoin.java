// SPDX-License-Identifier: Apache-2.0
package io.penstock.api;

import io.penstock.api.function.JoinFunction;
import io.penstock.api.function.KeySelector;
import io.penstock.api.window.WindowAssigner;

/**
 * Pairs of records of the same key and window.
 *
 * <pre>{@code
 * DataStream<String> pairs = orders.join(payments)
 *         .on(Order::id, Payment::order)
 *         .window(WindowAssigner.tumbling(Duration.ofMinutes(10)))
 *         .apply((order, payment) -> order.id() + ": " + order.amount() + " and " + payment.amount());
 * }</pre>
 */
public interface WindowJoin<L, R> {
    /** The keys of both sides. */
    <K> WindowJoin<L, R> on(KeySelector<? super L, ? extends K> left, KeySelector<? super R, ? extends K> right);

    /** The windows; session windows are not supported here. */
    WindowJoin<L, R> window(WindowAssigner assigner);

    /** Combines each pair. */
    <O> DataStream<O> apply(JoinFunction<? super L, ? super R, O> function);
}
