// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.function;

import io.penstock.api.state.KeyedStateStore;

/**
 * A {@link RuntimeContext} whose function sees a keyed stream, and so may keep keyed state.
 *
 * <pre>{@code
 * final class Total extends KeyedProcessFunction<String, Order, Long> {
 *     private ValueState<Long> total;
 *
 *     @Override
 *     public void open(KeyedContext context) {
 *         total = context.state().value(new ValueStateDescriptor<>("total", Long.class));
 *     }
 *
 *     @Override
 *     public void process(Order order, Context<String> context, Collector<Long> out) {
 *         Long before = total.value();
 *         total.update(before == null ? order.amount() : before + order.amount());
 *         out.collect(total.value());
 *     }
 * }
 * }</pre>
 */
public interface KeyedContext extends RuntimeContext {
    /** State handles, created in {@code open}. */
    KeyedStateStore state();
}
