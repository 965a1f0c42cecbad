// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.function;

/**
 * Emits to side outputs.
 *
 * <pre>{@code
 * final class Audit extends ProcessFunction<Order, Order> {
 *     static final OutputTag<String> LARGE = new OutputTag<>("large");
 *
 *     @Override
 *     public void process(Order order, Context context, Collector<Order> out) {
 *         if (order.amount() > 10_000) context.output(LARGE, order.id());
 *         out.collect(order);
 *     }
 * }
 * }</pre>
 */
public interface SideOutputs {
    /** Emits {@code value} to the side output {@code tag}; dropped when nobody consumes that output. */
    <X> void output(OutputTag<X> tag, X value);
}
