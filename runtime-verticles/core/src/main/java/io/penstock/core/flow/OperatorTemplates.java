// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow;

import io.penstock.api.function.RichFunction;
import io.penstock.api.window.Trigger;
import io.penstock.api.window.WindowAssigner;
import io.penstock.core.flow.join.IntervalJoinOperator;
import io.penstock.core.flow.operator.AggregateOperator;
import io.penstock.core.flow.operator.BroadcastProcessOperator;
import io.penstock.core.flow.operator.CoMapOperator;
import io.penstock.core.flow.operator.CoProcessOperator;
import io.penstock.core.flow.operator.CombineOperator;
import io.penstock.core.flow.operator.Combiner;
import io.penstock.core.flow.operator.FilterOperator;
import io.penstock.core.flow.operator.FlatMapOperator;
import io.penstock.core.flow.operator.KeyedProcessOperator;
import io.penstock.core.flow.operator.LongAggregateOperator;
import io.penstock.core.flow.operator.LongFolding;
import io.penstock.core.flow.operator.MapOperator;
import io.penstock.core.flow.operator.Operator;
import io.penstock.core.flow.operator.ProcessOperator;
import io.penstock.core.flow.operator.ReduceOperator;
import io.penstock.core.flow.operator.SinkOperator;
import io.penstock.core.flow.operator.SourceOperator;
import io.penstock.core.flow.operator.Specialization;
import io.penstock.core.flow.operator.WatermarkOperator;
import io.penstock.core.flow.window.FoldWindowCombiner;
import io.penstock.core.flow.window.LongWindowCombiner;
import io.penstock.core.flow.window.LongWindowOperator;
import io.penstock.core.flow.window.SessionWindowOperator;
import io.penstock.core.flow.window.WindowCombiner;
import io.penstock.core.flow.window.WindowJoinOperator;
import io.penstock.core.flow.window.WindowOperator;
import io.penstock.core.program.OperatorSpec;
import org.jspecify.annotations.Nullable;

/** Which class does what a specification says. */
final class OperatorTemplates {
    private OperatorTemplates() {}

    /** A configured operator, not yet connected. */
    static Operator create(OperatorSpec spec, Specialization specialization) {
        Operator operator = specialization.instantiate(template(spec), Operator.class);
        operator.configure(spec, specialization);
        return operator;
    }

    private static Class<? extends Operator> template(OperatorSpec spec) {
        if (spec instanceof OperatorSpec.SourceSpec) return SourceOperator.class;
        if (spec instanceof OperatorSpec.MapSpec) return MapOperator.class;
        if (spec instanceof OperatorSpec.FlatMapSpec) return FlatMapOperator.class;
        if (spec instanceof OperatorSpec.FilterSpec) return FilterOperator.class;
        if (spec instanceof OperatorSpec.ProcessSpec) return ProcessOperator.class;
        if (spec instanceof OperatorSpec.WatermarkSpec) return WatermarkOperator.class;
        if (spec instanceof OperatorSpec.ReduceSpec) return ReduceOperator.class;
        if (spec instanceof OperatorSpec.AggregateSpec a) return aggregate(a);
        if (spec instanceof OperatorSpec.KeyedProcessSpec) return KeyedProcessOperator.class;
        if (spec instanceof OperatorSpec.WindowSpec w) return window(w);
        if (spec instanceof OperatorSpec.CoMapSpec) return CoMapOperator.class;
        if (spec instanceof OperatorSpec.CoProcessSpec) return CoProcessOperator.class;
        if (spec instanceof OperatorSpec.BroadcastProcessSpec) return BroadcastProcessOperator.class;
        if (spec instanceof OperatorSpec.IntervalJoinSpec) return IntervalJoinOperator.class;
        if (spec instanceof OperatorSpec.WindowJoinSpec) return WindowJoinOperator.class;
        if (spec instanceof OperatorSpec.SinkSpec) return SinkOperator.class;
        throw new AssertionError("unhandled: " + spec);
    }

    private static Class<? extends Operator> aggregate(OperatorSpec.AggregateSpec spec) {
        return LongFolding.of(spec.function()) == null ? AggregateOperator.class : LongAggregateOperator.class;
    }

    /**
     * What folds records before they cross the exchange to an operator, or null if nothing may. A function that wants
     * to be opened belongs to the consumer alone.
     */
    static @Nullable Class<? extends Combiner> combiner(OperatorSpec spec, boolean isRestored) {
        if (spec instanceof OperatorSpec.WindowSpec window) return windowCombiner(window, isRestored);
        if (!(spec instanceof OperatorSpec.AggregateSpec aggregate) || !aggregate.atEnd()) return null;
        LongFolding folding = LongFolding.of(aggregate.function());
        boolean fits = folding != null
                && !(aggregate.key() instanceof RichFunction)
                && !(folding.field() instanceof RichFunction);
        return fits ? CombineOperator.class : null;
    }

    /**
     * After a restart the consumer's event time may be ahead of this task's. What comes late by it is only counted,
     * unless the program wants to see such records.
     */
    private static @Nullable Class<? extends Combiner> windowCombiner(
            OperatorSpec.WindowSpec spec, boolean isRestored) {
        boolean wantsLate = spec.lateTag() != null || spec.allowedLatenessMs() > 0;
        boolean fits = WindowCombiner.fits(spec) && !(isRestored && wantsLate) && !(spec.key() instanceof RichFunction);
        if (!fits) return null;
        LongFolding folding = LongFolding.of(spec.aggregate());
        if (folding != null && spec.finish() == null)
            return folding.field() instanceof RichFunction ? null : LongWindowCombiner.class;
        return FoldWindowCombiner.fits(spec) ? FoldWindowCombiner.class : null;
    }

    private static Class<? extends Operator> window(OperatorSpec.WindowSpec spec) {
        if (spec.assigner() instanceof WindowAssigner.Session) return SessionWindowOperator.class;
        boolean fitsLong = LongFolding.of(spec.aggregate()) != null
                && spec.finish() == null
                && spec.trigger() instanceof Trigger.AtEnd;
        return fitsLong ? LongWindowOperator.class : WindowOperator.class;
    }
}
