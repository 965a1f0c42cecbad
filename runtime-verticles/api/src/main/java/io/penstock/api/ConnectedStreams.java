// SPDX-License-Identifier: Apache-2.0
package io.penstock.api;

import io.penstock.api.function.CoMapFunction;
import io.penstock.api.function.CoProcessFunction;

/**
 * Two streams that enter one operator.
 *
 * <pre>{@code
 * DataStream<String> log = orders.connect(payments).map(new CoMapFunction<>() {
 *     @Override
 *     public String map1(Order order) {
 *         return "ordered " + order.amount();
 *     }
 *
 *     @Override
 *     public String map2(Payment payment) {
 *         return "paid " + payment.amount();
 *     }
 * });
 * }</pre>
 */
public interface ConnectedStreams<L, R> {
    /** One result for each record of either. */
    <O> DataStream<O> map(CoMapFunction<? super L, ? super R, O> function);

    /** The general operator of two inputs. */
    <O> DataStream<O> process(CoProcessFunction<Void, L, R, O> function);
}
