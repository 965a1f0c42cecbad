// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.window;

import io.penstock.api.WindowResult;
import io.penstock.api.function.AggregateFunction;
import io.penstock.api.function.Collector;
import io.penstock.api.function.ReduceFunction;
import io.penstock.api.function.WindowFunction;
import io.penstock.api.window.Trigger;
import io.penstock.api.window.Window;
import io.penstock.core.flow.operator.Specialization;
import io.penstock.core.program.OperatorSpec.WindowSpec;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What is done with the elements of a window, whatever its bounds: folding, triggering, finishing. */
@SuppressWarnings({"unchecked", "rawtypes"})
final class WindowContent {
    final Fold fold;
    final @Nullable WindowFunction finish;
    /** After how many records a window fires; 0 for at its end. */
    final long countEvery;

    private final boolean purges;
    private final boolean buffers;

    WindowContent(WindowSpec spec, Specialization specialization) {
        buffers = spec.aggregate() == null && spec.reduce() == null;
        fold = fold(spec, specialization);
        finish = spec.finish();
        countEvery = spec.trigger() instanceof Trigger.Count count ? count.count() : 0;
        purges = spec.trigger() instanceof Trigger.Count count && count.purge();
    }

    /** How the elements of a window become one. */
    static Fold fold(WindowSpec spec, Specialization specialization) {
        AggregateFunction aggregate = spec.aggregate();
        ReduceFunction reduce = spec.reduce();
        Class<? extends Fold> template = ReduceFold.class;
        if (aggregate != null) template = AggregateFold.class;
        else if (reduce == null) template = BufferFold.class;
        Fold fold = specialization.instantiate(template, Fold.class);
        fold.configure(aggregate != null ? aggregate : reduce);
        return fold;
    }

    /** An accumulator with the number of records since the last firing, for count triggers. */
    static final class Counted {
        @Nullable
        Object accumulator;

        long count;
    }

    boolean firesAtEnd() {
        return countEvery == 0;
    }

    /** Adds an element to what a table holds for a window. */
    Object add(@Nullable Object stored, Object value) throws Exception {
        if (countEvery == 0) return fold.add(stored, value);
        Counted counted = stored == null ? new Counted() : (Counted) stored;
        counted.accumulator = fold.add(counted.accumulator, value);
        counted.count++;
        return counted;
    }

    /** Combines what is stored for two windows that merge. */
    Object merge(Object left, Object right) throws Exception {
        if (countEvery == 0) return fold.merge(left, right);
        Counted into = (Counted) left;
        Counted from = (Counted) right;
        if (into.accumulator == null) into.accumulator = from.accumulator;
        else if (from.accumulator != null) into.accumulator = fold.merge(into.accumulator, from.accumulator);
        into.count += from.count;
        return into;
    }

    /** Whether the count trigger says that it is time; then the count starts afresh after {@link #afterFiring}. */
    boolean isCountReached(Object stored) {
        return countEvery != 0 && ((Counted) stored).count >= countEvery;
    }

    /** What is stored, in classes that a snapshot can hold. */
    Object portable(Object stored) {
        return stored instanceof Counted counted ? new Object[] {counted.accumulator, counted.count} : stored;
    }

    /** What {@link #portable} made portable. */
    Object restored(Object portable) {
        if (countEvery == 0) return portable;
        @Nullable Object[] parts = (@Nullable Object[]) portable;
        Counted counted = new Counted();
        counted.accumulator = parts[0];
        counted.count = (Long) Objects.requireNonNull(parts[1]);
        return counted;
    }

    /** The accumulator of what is stored. */
    Object accumulator(Object stored) {
        return stored instanceof Counted counted && counted.accumulator != null ? counted.accumulator : stored;
    }

    /** Starts the count afresh, and the content if the trigger purges. */
    void afterFiring(Object stored) {
        Counted counted = (Counted) stored;
        counted.count = 0;
        if (purges) counted.accumulator = null;
    }

    /** The result without a window function. */
    WindowResult result(Object key, long startMs, long endMs, Object stored) throws Exception {
        return new WindowResult(key, startMs, endMs, fold.result(accumulator(stored)));
    }

    /** Hands the content to the window function. */
    void finish(WindowFunction function, Object key, Window window, Object stored, Collector<Object> out)
            throws Exception {
        Object result = fold.result(accumulator(stored));
        List<?> elements = buffers ? Collections.unmodifiableList((List<?>) result) : Collections.singletonList(result);
        function.apply(key, window, elements, out);
    }
}
