// SPDX-License-Identifier: Apache-2.0
package io.penstock.api;

import io.penstock.api.function.BroadcastProcessFunction;

/**
 * A keyed stream beside a broadcast one.
 *
 * <pre>{@code
 * var limits = new MapStateDescriptor<>("limits", String.class, Long.class);
 * orders.keyBy(Order::customer)
 *         .connectBroadcast(rules, limits)
 *         .process(new BroadcastProcessFunction<String, Order, Rule, String>() {
 *             @Override
 *             public void process(Order order, ReadContext<String> context, Collector<String> out) {
 *                 Long limit = context.broadcastState(limits).get("amount");
 *                 if (limit != null && order.amount() > limit) out.collect(context.currentKey());
 *             }
 *
 *             @Override
 *             public void processBroadcast(Rule rule, WriteContext context, Collector<String> out) {
 *                 context.broadcastState(limits).put(rule.name(), rule.limit());
 *             }
 *         });
 * }</pre>
 */
public interface KeyedBroadcastConnectedStream<T, B, K> {
    /** The operator that sees both. */
    <O> DataStream<O> process(BroadcastProcessFunction<K, T, B, O> function);
}
