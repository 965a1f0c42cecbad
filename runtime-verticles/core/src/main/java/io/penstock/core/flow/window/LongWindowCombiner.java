// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.window;

import io.penstock.api.function.KeySelector;
import io.penstock.core.flow.operator.LongFolding;
import io.penstock.core.flow.operator.Partial;
import io.penstock.core.flow.operator.Specialization;
import io.penstock.core.program.OperatorSpec;
import io.penstock.core.program.OperatorSpec.WindowSpec;
import io.penstock.core.state.KeyTable;
import io.penstock.core.state.LongFold;
import io.penstock.core.state.LongTable;
import java.util.Objects;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Template: {@link WindowCombiner} before a {@link LongWindowOperator}. */
@SuppressWarnings({"unchecked", "rawtypes", "NullAway.Init"})
public final class LongWindowCombiner extends WindowCombiner {
    private KeySelector keySelector;
    private @Nullable Class<?> keyType;
    private @Nullable ToLongFunction field;
    private LongFold kind;
    private long identity;

    @Override
    public void configure(OperatorSpec operator, Specialization specialization) {
        WindowSpec spec = (WindowSpec) operator;
        LongFolding folding = Objects.requireNonNull(LongFolding.of(spec.aggregate()));
        keySelector = spec.key();
        keyType = spec.keyType();
        field = folding.field();
        kind = folding.kind();
        identity = folding.identity();
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
    void fold(Slice slice, Object key, Object value) {
        ToLongFunction taken = field;
        long number = taken == null ? 1 : taken.applyAsLong(value);
        if (key instanceof Long boxed) ((LongTable) slice.table).fold(boxed.longValue(), kind, number);
        else foldAny(slice, key, number);
    }

    private void foldAny(Slice slice, Object key, long number) {
        LongTable table = (LongTable) slice.table;
        int slot = table.slot(key);
        if (slot == KeyTable.FOREIGN) {
            slice.table = table = table.withAnyKeys();
            slot = table.slot(key);
        }
        table.set(slot, kind.combine(table.get(slot), number));
    }

    @Override
    boolean isPrimitive() {
        return true;
    }

    @Override
    KeyTable newTable() {
        return LongTable.forKeys(keyType, identity, 64);
    }

    @Override
    Object partial(KeyTable table, int slot) {
        return new Partial(table.keyAt(slot), ((LongTable) table).get(slot));
    }
}
