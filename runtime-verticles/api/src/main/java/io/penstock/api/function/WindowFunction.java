// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.function;

import io.penstock.api.window.Window;

/**
 * Sees the whole content of a window when it fires. {@code T} is the element type, or the aggregate's result when
 * combined with one.
 *
 * <pre>{@code
 * DataStream<String> summaries = orders.keyBy(Order::customer)
 *         .window(WindowAssigner.session(Duration.ofMinutes(30)))
 *         .aggregate(Aggregates.counting(), (customer, window, counts, out) ->
 *                 out.collect(customer + " made " + counts.iterator().next() + " orders until " + window.endMs()));
 * }</pre>
 */
@FunctionalInterface
public interface WindowFunction<K, T, R> {
    /** Emits the results for one key and window. */
    void apply(K key, Window window, Iterable<T> elements, Collector<R> out) throws Exception;
}
