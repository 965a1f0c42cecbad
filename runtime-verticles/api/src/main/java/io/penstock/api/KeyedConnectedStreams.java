// SPDX-License-Identifier: Apache-2.0
package io.penstock.api;

import io.penstock.api.function.CoProcessFunction;

/**
 * Two streams keyed alike that enter one operator.
 *
 * <pre>{@code
 * final class Paid extends CoProcessFunction<String, Order, Payment, String> {
 *     @Override
 *     public void process1(Order order, KeyedProcessFunction.Context<String> context, Collector<String> out) {
 *         context.timers().registerEventTimeTimer(order.timeMs() + 3_600_000);
 *     }
 *
 *     @Override
 *     public void process2(Payment payment, KeyedProcessFunction.Context<String> context, Collector<String> out) {
 *         out.collect(context.currentKey() + " was paid");
 *     }
 *
 *     DataStream<String> of(DataStream<Order> orders, DataStream<Payment> payments) {
 *         return orders.keyBy(Order::id).connect(payments.keyBy(Payment::order)).process(this);
 *     }
 * }
 * }</pre>
 */
public interface KeyedConnectedStreams<L, R, K> {
    /** The general operator of two keyed inputs. */
    <O> DataStream<O> process(CoProcessFunction<K, L, R, O> function);
}
