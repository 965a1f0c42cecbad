// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.window;

import io.penstock.api.function.Collector;
import io.penstock.api.function.KeySelector;
import io.penstock.api.function.WindowFunction;
import io.penstock.api.window.Window;
import io.penstock.core.flow.operator.BlockTaker;
import io.penstock.core.flow.operator.KeysAhead;
import io.penstock.core.flow.operator.LongKeysAhead;
import io.penstock.core.flow.operator.PartialState;
import io.penstock.core.flow.operator.Specialization;
import io.penstock.core.program.OperatorSpec;
import io.penstock.core.program.OperatorSpec.WindowSpec;
import io.penstock.core.state.KeyTable;
import io.penstock.core.state.ObjectTable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Template: tumbling, sliding and global windows of any content. */
@SuppressWarnings({"unchecked", "rawtypes", "NullAway.Init"})
public final class WindowOperator extends AlignedWindowOperator implements BlockTaker, Collector<Object> {
    private KeySelector keySelector;
    private KeysAhead ahead;
    private @Nullable Class<?> keyType;
    private WindowSpec spec;
    private WindowContent content;
    private Fold fold;
    private boolean plain;
    private long timestampMs;

    @Override
    public void configure(OperatorSpec operator, Specialization specialization) {
        spec = (WindowSpec) operator;
        keySelector = spec.key();
        ahead = specialization.instantiate(LongKeysAhead.class, KeysAhead.class);
        keyType = spec.keyType();
        content = new WindowContent(spec, specialization);
        fold = content.fold;
        plain = content.firesAtEnd();
        configureWindows(spec.assigner(), spec.allowedLatenessMs(), spec.lateTag(), plain);
    }

    @Override
    public void accept(Object value, long timestampMs) {
        long time = assignTime(timestampMs);
        try {
            Object key = value instanceof PartialState partial ? partial.key() : keySelector.key(value);
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
        else if (!plain) add(hot, key, value);
        else fold((ObjectTable) hot.table, key, value);
    }

    private void fold(ObjectTable table, long key, Object value) throws Exception {
        int slot = table.slot(key);
        Object old = table.get(slot);
        Object now = folded(old, value);
        if (now != old) table.set(slot, now);
    }

    @Override
    protected void add(Pane pane, Object key, Object value) throws Exception {
        ObjectTable table = (ObjectTable) pane.table;
        int slot = key instanceof Long number ? table.slot(number.longValue()) : table.slot(key);
        if (slot == KeyTable.FOREIGN) {
            pane.table = table = table.withAnyKeys();
            slot = table.slot(key);
        }
        Object old = table.get(slot);
        Object now = plain ? folded(old, value) : content.add(old, value);
        if (now != old) table.set(slot, now);
        if (!plain && content.isCountReached(now)) {
            emit(pane, key, now);
            content.afterFiring(now);
        }
    }

    private Object folded(@Nullable Object old, Object value) throws Exception {
        if (!(value instanceof PartialState partial)) return fold.add(old, value);
        return old == null ? partial.state() : fold.merge(old, partial.state());
    }

    @Override
    protected KeyTable newTable() {
        return ObjectTable.forKeys(keyType, 64);
    }

    @Override
    protected void fire(Pane pane) throws Exception {
        ObjectTable table = (ObjectTable) pane.table;
        for (int slot = 0; slot < table.slots(); slot++) {
            if (!table.isUsed(slot)) continue;
            table.touch(slot); // functions may change what they are handed
            emit(pane, table.keyAt(slot), Objects.requireNonNull(table.get(slot)));
        }
    }

    @Override
    protected void fireKey(Pane pane, Object key) throws Exception {
        ObjectTable table = (ObjectTable) pane.table;
        emit(pane, key, Objects.requireNonNull(table.get(table.find(key))));
    }

    private void emit(Pane pane, Object key, Object stored) throws Exception {
        WindowFunction function = content.finish;
        timestampMs = pane.maxTimestampMs();
        if (function == null) next.accept(content.result(key, pane.startMs, pane.endMs, stored), timestampMs);
        else content.finish(function, key, new Window(pane.startMs, pane.endMs), stored, this);
    }

    @Override
    public void collect(Object value) {
        next.accept(value, timestampMs);
    }

    @Override
    protected Object snapshotValue(KeyTable table, int slot) {
        return content.portable(Objects.requireNonNull(((ObjectTable) table).get(slot)));
    }

    @Override
    protected void restoreValue(Pane pane, Object key, Object value) {
        ObjectTable table = (ObjectTable) pane.table;
        int slot = table.slot(key);
        if (slot == KeyTable.FOREIGN) {
            pane.table = table = table.withAnyKeys();
            slot = table.slot(key);
        }
        table.set(slot, content.restored(value));
    }

    @Override
    protected void onOpen() throws Exception {
        openFunctions(keySelector, spec.aggregate(), spec.reduce(), spec.finish());
    }

    @Override
    public void close() throws Exception {
        closeFunctions(keySelector, spec.aggregate(), spec.reduce(), spec.finish());
    }
}
