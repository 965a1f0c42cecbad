// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.metric;

import java.util.function.DoubleSupplier;

/**
 * Registers metrics; asking twice for the same name gives the same metric. Names are of the form
 * {@code [a-z][a-z0-9_]*}.
 *
 * <pre>{@code
 * final class Newest implements MapFunction<Order, Order>, RichFunction {
 *     private volatile long newestMs;
 *
 *     @Override
 *     public void open(RuntimeContext context) {
 *         context.metrics().gauge("newest_order_ms", () -> newestMs);
 *     }
 *
 *     @Override
 *     public Order map(Order order) {
 *         newestMs = order.timeMs();
 *         return order;
 *     }
 * }
 * }</pre>
 */
public interface MetricGroup {
    /** A counter. */
    Counter counter(String name);

    /** A value read when it is asked for, from another thread. */
    void gauge(String name, DoubleSupplier value);

    /** A distribution. */
    Histogram histogram(String name);
}
