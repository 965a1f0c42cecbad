// SPDX-License-Identifier: Apache-2.0
package io.penstock.api;

import io.penstock.api.function.AggregateFunction;
import io.penstock.api.function.OutputTag;
import io.penstock.api.function.ReduceFunction;
import io.penstock.api.function.WindowFunction;
import io.penstock.api.window.Trigger;
import java.time.Duration;

/**
 * Windows of a keyed stream. The first four methods describe the windows; the rest close them with an operator.
 *
 * <pre>{@code
 * var late = new OutputTag<Reading>("late");
 * DataStream<WindowResult<String, Double>> means = readings.keyBy(Reading::sensor)
 *         .window(WindowAssigner.sliding(Duration.ofMinutes(5), Duration.ofMinutes(1)))
 *         .allowedLateness(Duration.ofSeconds(30))
 *         .lateOutput(late)
 *         .aggregate(Aggregates.averaging(Reading::value));
 * means.sideOutput(late).sinkTo("too late", Sinks.print("late "));
 * }</pre>
 */
public interface WindowedStream<T, K> {
    /** Keeps a window for this long after its end, firing again for late records; default 0. */
    WindowedStream<T, K> allowedLateness(Duration lateness);

    /**
     * Sends records that come too late even for that to a side output of the window's operator, instead of dropping
     * (and counting) them.
     */
    WindowedStream<T, K> lateOutput(OutputTag<T> tag);

    /** When windows emit; default at their end. */
    WindowedStream<T, K> trigger(Trigger trigger);

    /** One aggregate per key and window. */
    <A, R> DataStream<WindowResult<K, R>> aggregate(AggregateFunction<? super T, A, R> function);

    /** One reduced value per key and window. */
    DataStream<WindowResult<K, T>> reduce(ReduceFunction<T> function);

    /** Aggregates, then hands the aggregate to a function that sees key and window. */
    <A, V, R> DataStream<R> aggregate(AggregateFunction<? super T, A, V> function, WindowFunction<K, V, R> finish);

    /** Buffers all elements of a window and hands them to the function. */
    <R> DataStream<R> process(WindowFunction<K, T, R> function);
}
