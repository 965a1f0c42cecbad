// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.window;

import io.penstock.api.function.AggregateFunction;
import io.penstock.api.function.KeySelector;
import io.penstock.api.function.RichFunction;
import io.penstock.api.window.WindowAssigner;
import io.penstock.core.flow.operator.PartialState;
import io.penstock.core.flow.operator.Specialization;
import io.penstock.core.program.OperatorSpec;
import io.penstock.core.program.OperatorSpec.WindowSpec;
import io.penstock.core.state.KeyTable;
import io.penstock.core.state.ObjectTable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Template: {@link WindowCombiner} before a {@link WindowOperator} that aggregates or reduces. */
@SuppressWarnings({"unchecked", "rawtypes", "NullAway.Init"})
public final class FoldWindowCombiner extends WindowCombiner {
    private KeySelector keySelector;
    private @Nullable Class<?> keyType;
    private Fold fold;

    /**
     * Whether windows of the kind are folded by functions that can merge. Only where each record has one window, since
     * an accumulator belongs to one.
     */
    public static boolean fits(WindowSpec spec) {
        if (!(spec.assigner() instanceof WindowAssigner.Tumbling)) return false;
        if (spec.reduce() != null) return !(spec.reduce() instanceof RichFunction);
        AggregateFunction aggregate = spec.aggregate();
        return aggregate != null && !(aggregate instanceof RichFunction) && merges(aggregate);
    }

    /** Many programs never merge, and so have no working method for it. */
    private static boolean merges(AggregateFunction function) {
        try {
            return function.merge(function.createAccumulator(), function.createAccumulator()) != null;
        } catch (Exception e) {
            return false;
        }
    }

    @Override
    public void configure(OperatorSpec operator, Specialization specialization) {
        WindowSpec spec = (WindowSpec) operator;
        keySelector = spec.key();
        keyType = spec.keyType();
        fold = WindowContent.fold(spec, specialization);
        configureSlices(spec.assigner());
    }

    @Override
    public void accept(Object value, long timestampMs) {
        try {
            if (passesNext()) next.accept(value, timestampMs);
            else take(keySelector.key(value), value, timestampMs);
        } catch (Exception e) {
            throw failed(e);
        }
    }

    private void take(Object key, Object value, long timestampMs) throws Exception {
        if (isHot(key, timestampMs)) {
            fold(hot, key, value);
            taken(hot);
        } else foldOrPass(key, value, timestampMs);
    }

    @Override
    void fold(Slice slice, Object key, Object value) throws Exception {
        ObjectTable table = (ObjectTable) slice.table;
        int slot = key instanceof Long number ? table.slot(number.longValue()) : table.slot(key);
        if (slot == KeyTable.FOREIGN) {
            slice.table = table = table.withAnyKeys();
            slot = table.slot(key);
        }
        Object old = table.get(slot);
        Object now = fold.add(old, value);
        if (now != old) table.set(slot, now);
    }

    @Override
    boolean isPrimitive() {
        return false;
    }

    @Override
    KeyTable newTable() {
        return ObjectTable.forKeys(keyType, 64);
    }

    @Override
    Object partial(KeyTable table, int slot) {
        return new PartialState(table.keyAt(slot), Objects.requireNonNull(((ObjectTable) table).get(slot)));
    }
}
