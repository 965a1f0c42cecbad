// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.program;

import io.penstock.api.DataStream;
import io.penstock.api.IntervalJoin;
import io.penstock.api.function.JoinFunction;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An interval join being described. */
final class RecordedIntervalJoin<L, R, K> implements IntervalJoin<L, R, K> {
    private static final String NAME = "intervalJoin";

    private final RecordedKeyedStream<L, K> left;
    private final RecordedKeyedStream<R, K> right;
    private @Nullable Duration lower;
    private @Nullable Duration upper;

    RecordedIntervalJoin(RecordedKeyedStream<L, K> left, RecordedKeyedStream<R, K> right) {
        this.left = left;
        this.right = right;
    }

    @Override
    public IntervalJoin<L, R, K> between(Duration lowerBound, Duration upperBound) {
        Checks.present(NAME, "the lower bound", lowerBound);
        Checks.present(NAME, "the upper bound", upperBound);
        if (lowerBound.compareTo(upperBound) > 0) {
            throw ProgramException.at(
                    NAME,
                    "the lower bound " + lowerBound + " lies above the upper bound " + upperBound,
                    "a pair matches when right.time is in [left.time + lower, left.time + upper]");
        }
        lower = lowerBound;
        upper = upperBound;
        return this;
    }

    @Override
    public <O> DataStream<O> process(JoinFunction<? super L, ? super R, O> function) {
        Checks.present(NAME, "the function", function);
        if (lower == null || upper == null) {
            throw ProgramException.at(NAME, "the bounds are missing", "call between(lower, upper) before process");
        }
        var spec = new OperatorSpec.IntervalJoinSpec(
                left.key, right.key, left.keyType.type, lower.toMillis(), upper.toMillis(), function);
        var plan = left.stream.plan;
        return new RecordedStream<>(plan, plan.add(NAME, spec, List.of(left.outputs(), right.outputs())));
    }
}
