// SPDX-License-Identifier: Apache-2.0
package io.penstock.api;

import io.penstock.api.function.JoinFunction;
import java.time.Duration;

/**
 * Pairs of an interval join: right.time in [left.time + lower, left.time + upper].
 *
 * <pre>{@code
 * DataStream<String> paidInTime = orders.keyBy(Order::id)
 *         .intervalJoin(payments.keyBy(Payment::order))
 *         .between(Duration.ZERO, Duration.ofHours(1))
 *         .process((order, payment) -> order.id() + " paid " + payment.amount());
 * }</pre>
 */
public interface IntervalJoin<L, R, K> {
    /** The bounds, both inclusive; may be negative. */
    IntervalJoin<L, R, K> between(Duration lower, Duration upper);

    /** Combines each pair. */
    <O> DataStream<O> process(JoinFunction<? super L, ? super R, O> function);
}
