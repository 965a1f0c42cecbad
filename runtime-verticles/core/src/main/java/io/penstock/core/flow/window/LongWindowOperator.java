// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.window;

import io.penstock.api.WindowResult;
import io.penstock.api.function.KeySelector;
import io.penstock.core.flow.operator.BlockTaker;
import io.penstock.core.flow.operator.KeysAhead;
import io.penstock.core.flow.operator.LongFolding;
import io.penstock.core.flow.operator.LongKeysAhead;
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

/**
 * Template: {@link WindowOperator} for the built-in aggregates that fit in a long, which it keeps unboxed. Without a
 * window function.
 */
@SuppressWarnings({"unchecked", "rawtypes", "NullAway.Init"})
public final class LongWindowOperator extends AlignedWindowOperator implements BlockTaker {
    private KeySelector keySelector;
    private KeysAhead ahead;
    private @Nullable Class<?> keyType;
    private @Nullable ToLongFunction field;
    private LongFold kind;
    private long identity;

    @Override
    public void configure(OperatorSpec operator, Specialization specialization) {
        WindowSpec spec = (WindowSpec) operator;
        LongFolding folding = Objects.requireNonNull(LongFolding.of(spec.aggregate()));
        keySelector = spec.key();
        ahead = specialization.instantiate(LongKeysAhead.class, KeysAhead.class);
        keyType = spec.keyType();
        field = folding.field();
        kind = folding.kind();
        identity = folding.identity();
        configureWindows(spec.assigner(), spec.allowedLatenessMs(), spec.lateTag(), true);
    }

    @Override
    public void accept(Object value, long timestampMs) {
        long time = assignTime(timestampMs);
        try {
            Object key = value instanceof Partial partial ? partial.key() : keySelector.key(value);
            if (time < hotStartMs || time >= hotEndMs) assign(key, value, timestampMs);
            else add(hot, key, value);
        } catch (Exception e) {
            throw failed(e);
        }
    }

    @Override
    public void acceptBlock(Object[] values, long[] timestampsMs, int from, int to) {
        try {
            int read = ahead.read(keySelector, values, from, to);
            fetch(ahead, read);
            for (int i = 0; i < read; i++) addLong(ahead.keys[i], values[from + i], timestampsMs[from + i]);
            for (int i = from + read; i < to; i++) accept(values[i], timestampsMs[i]);
        } catch (Exception e) {
            throw failed(e);
        }
    }

    private void addLong(long key, Object value, long timestampMs) throws Exception {
        long time = assignTime(timestampMs);
        if (time < hotStartMs || time >= hotEndMs) assign(key, value, timestampMs);
        else add(hot, key, value);
    }

    @Override
    protected void add(Pane pane, Object key, Object value) {
        if (key instanceof Long number) add(pane, number.longValue(), value);
        else foldAny(pane, key, folded(value));
    }

    private void add(Pane pane, long key, Object value) {
        ((LongTable) pane.table).fold(key, kind, folded(value));
    }

    private long folded(Object value) {
        if (value instanceof Partial partial) return partial.folded();
        ToLongFunction taken = field;
        return taken == null ? 1 : taken.applyAsLong(value);
    }

    private void foldAny(Pane pane, Object key, long value) {
        LongTable table = (LongTable) pane.table;
        int slot = table.slot(key);
        if (slot == KeyTable.FOREIGN) {
            pane.table = table = table.withAnyKeys();
            slot = table.slot(key);
        }
        table.set(slot, kind.combine(table.get(slot), value));
    }

    @Override
    protected KeyTable newTable() {
        return LongTable.forKeys(keyType, identity, 64);
    }

    @Override
    protected void fire(Pane pane) {
        LongTable table = (LongTable) pane.table;
        for (int slot = 0; slot < table.slots(); slot++) {
            if (table.isUsed(slot)) emit(pane, table.keyAt(slot), table.get(slot));
        }
    }

    @Override
    protected void fireKey(Pane pane, Object key) {
        LongTable table = (LongTable) pane.table;
        emit(pane, key, table.get(table.find(key)));
    }

    private void emit(Pane pane, Object key, long value) {
        next.accept(new WindowResult(key, pane.startMs, pane.endMs, value), pane.maxTimestampMs());
    }

    @Override
    protected Object snapshotValue(KeyTable table, int slot) {
        return ((LongTable) table).get(slot);
    }

    @Override
    protected void restoreValue(Pane pane, Object key, Object value) {
        foldAny(pane, key, (Long) value);
    }

    @Override
    protected void onOpen() throws Exception {
        openFunctions(keySelector, field);
    }

    @Override
    public void close() throws Exception {
        closeFunctions(keySelector, field);
    }
}
