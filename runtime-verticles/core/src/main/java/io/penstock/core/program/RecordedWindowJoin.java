// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.program;

import io.penstock.api.DataStream;
import io.penstock.api.WindowJoin;
import io.penstock.api.function.JoinFunction;
import io.penstock.api.function.KeySelector;
import io.penstock.api.window.WindowAssigner;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A window join being described. */
final class RecordedWindowJoin<L, R> implements WindowJoin<L, R> {
    private static final String NAME = "join";

    private final RecordedStream<L> left;
    private final RecordedStream<R> right;
    private @Nullable KeySelector<? super L, ?> leftKey;
    private @Nullable KeySelector<? super R, ?> rightKey;
    private @Nullable WindowAssigner assigner;

    RecordedWindowJoin(RecordedStream<L> left, RecordedStream<R> right) {
        this.left = left;
        this.right = right;
    }

    @Override
    public <K> WindowJoin<L, R> on(
            KeySelector<? super L, ? extends K> leftSelector, KeySelector<? super R, ? extends K> rightSelector) {
        leftKey = Checks.present(NAME, "the first key selector", leftSelector);
        rightKey = Checks.present(NAME, "the second key selector", rightSelector);
        left.plan.keyed(leftSelector, rightSelector);
        return this;
    }

    @Override
    public WindowJoin<L, R> window(WindowAssigner windows) {
        Checks.present(NAME, "the window assigner", windows);
        if (windows instanceof WindowAssigner.Session || windows instanceof WindowAssigner.Global) {
            throw ProgramException.at(
                    NAME,
                    windows.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT) + " windows can't be joined",
                    "use tumbling or sliding windows, or an interval join");
        }
        assigner = windows;
        return this;
    }

    @Override
    public <O> DataStream<O> apply(JoinFunction<? super L, ? super R, O> function) {
        Checks.present(NAME, "the function", function);
        if (leftKey == null || rightKey == null) {
            throw ProgramException.at(NAME, "the keys are missing", "call on(leftKey, rightKey) before apply");
        }
        if (assigner == null) {
            throw ProgramException.at(NAME, "the windows are missing", "call window(assigner) before apply");
        }
        var spec = new OperatorSpec.WindowJoinSpec(leftKey, rightKey, null, assigner, function);
        var inputs = List.of(left.hashed(leftKey, new KeyType()), right.hashed(rightKey, new KeyType()));
        return new RecordedStream<>(left.plan, left.plan.add(NAME, spec, inputs));
    }
}
