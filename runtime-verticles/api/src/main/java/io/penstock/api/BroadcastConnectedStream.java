// SPDX-License-Identifier: Apache-2.0
package io.penstock.api;

import io.penstock.api.function.BroadcastProcessFunction;

/**
 * A stream beside a broadcast one.
 *
 * <pre>{@code
 * var limits = new MapStateDescriptor<>("limits", String.class, Long.class);
 * orders.connectBroadcast(rules, limits).process(new BroadcastProcessFunction<Void, Order, Rule, Order>() {
 *     @Override
 *     public void process(Order order, ReadContext<Void> context, Collector<Order> out) {
 *         Long limit = context.broadcastState(limits).get("amount");
 *         if (limit != null && order.amount() > limit) out.collect(order);
 *     }
 *
 *     @Override
 *     public void processBroadcast(Rule rule, WriteContext context, Collector<Order> out) {
 *         context.broadcastState(limits).put(rule.name(), rule.limit());
 *     }
 * });
 * }</pre>
 */
public interface BroadcastConnectedStream<T, B> {
    /** The operator that sees both. */
    <O> DataStream<O> process(BroadcastProcessFunction<Void, T, B, O> function);
}
