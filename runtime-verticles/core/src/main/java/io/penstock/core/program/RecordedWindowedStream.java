// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.program;

import io.penstock.api.DataStream;
import io.penstock.api.WindowResult;
import io.penstock.api.WindowedStream;
import io.penstock.api.function.AggregateFunction;
import io.penstock.api.function.OutputTag;
import io.penstock.api.function.ReduceFunction;
import io.penstock.api.function.WindowFunction;
import io.penstock.api.window.Trigger;
import io.penstock.api.window.WindowAssigner;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Windows being described. */
final class RecordedWindowedStream<T, K> implements WindowedStream<T, K> {
    private static final String NAME = "window";

    private final RecordedKeyedStream<T, K> keyed;
    private final WindowAssigner assigner;
    private Trigger trigger = Trigger.atEnd();
    private long allowedLatenessMs;
    private @Nullable OutputTag<T> lateTag;

    RecordedWindowedStream(RecordedKeyedStream<T, K> keyed, WindowAssigner assigner) {
        this.keyed = keyed;
        this.assigner = assigner;
    }

    @Override
    public WindowedStream<T, K> allowedLateness(Duration lateness) {
        Checks.present(NAME, "the allowed lateness", lateness);
        if (lateness.isNegative()) {
            throw new ProgramException("allowed lateness must not be negative: " + lateness, NAME, null, null);
        }
        allowedLatenessMs = lateness.toMillis();
        return this;
    }

    @Override
    public WindowedStream<T, K> lateOutput(OutputTag<T> tag) {
        lateTag = Checks.present(NAME, "the output tag", tag);
        return this;
    }

    @Override
    public WindowedStream<T, K> trigger(Trigger when) {
        trigger = Checks.present(NAME, "the trigger", when);
        return this;
    }

    @Override
    public <A, R> DataStream<WindowResult<K, R>> aggregate(AggregateFunction<? super T, A, R> function) {
        return operator(Checks.present(NAME, "the function", function), null, null);
    }

    @Override
    public DataStream<WindowResult<K, T>> reduce(ReduceFunction<T> function) {
        return operator(null, Checks.present(NAME, "the function", function), null);
    }

    @Override
    public <A, V, R> DataStream<R> aggregate(
            AggregateFunction<? super T, A, V> function, WindowFunction<K, V, R> finish) {
        return operator(
                Checks.present(NAME, "the function", function),
                null,
                Checks.present(NAME, "the window function", finish));
    }

    @Override
    public <R> DataStream<R> process(WindowFunction<K, T, R> function) {
        return operator(null, null, Checks.present(NAME, "the function", function));
    }

    private <R> DataStream<R> operator(
            @Nullable AggregateFunction<?, ?, ?> aggregate,
            @Nullable ReduceFunction<?> reduce,
            @Nullable WindowFunction<?, ?, ?> finish) {
        checkCombination();
        return keyed.operator(
                NAME,
                new OperatorSpec.WindowSpec(
                        keyed.key,
                        keyed.keyType.type,
                        assigner,
                        trigger,
                        allowedLatenessMs,
                        lateTag,
                        aggregate,
                        reduce,
                        finish));
    }

    private void checkCombination() {
        boolean global = assigner instanceof WindowAssigner.Global;
        if (global && trigger instanceof Trigger.AtEnd) {
            throw ProgramException.at(
                    NAME,
                    "the global window never ends, so it would never emit",
                    "add .trigger(Trigger.everyCount(n)), or use windows of time");
        }
        if ((global || !assigner.eventTime()) && (allowedLatenessMs > 0 || lateTag != null)) {
            throw ProgramException.at(
                    NAME,
                    "nothing is late in a " + (global ? "global" : "processing-time") + " window",
                    "leave out allowedLateness and lateOutput, or use event-time windows");
        }
    }
}
