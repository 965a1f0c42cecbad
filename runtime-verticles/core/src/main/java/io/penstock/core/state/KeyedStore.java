// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.state;

import io.penstock.api.state.KeyedStateStore;
import io.penstock.api.state.ListState;
import io.penstock.api.state.ListStateDescriptor;
import io.penstock.api.state.MapState;
import io.penstock.api.state.MapStateDescriptor;
import io.penstock.api.state.ReducingState;
import io.penstock.api.state.ReducingStateDescriptor;
import io.penstock.api.state.StateDescriptor;
import io.penstock.api.state.ValueState;
import io.penstock.api.state.ValueStateDescriptor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * All keyed state of one operator and subtask: a row per key, a cell per state. So a record costs one lookup however
 * many states its function has, and none if it touches no state. A row without content goes away.
 *
 * <p>State with a time to live hides what has expired at once, and forgets it as the store looks through a few rows now
 * and then.
 */
public final class KeyedStore implements KeyedStateStore {
    private static final int SWEEP_EVERY_KEYS = 64;
    private static final int SWEEP_SLOTS = 128;

    private final LongSupplier processingTimeMs;
    private final List<StateHandle> handles = new ArrayList<>();
    private ObjectTable rows;
    private @Nullable Object key;
    private @Nullable Object @Nullable [] row;
    private boolean rowKnown;
    private boolean expires;
    private int keysSinceSweep;
    private int sweepSlot;

    /** An empty store; {@code keyType} is null if unknown. */
    public KeyedStore(@Nullable Class<?> keyType, LongSupplier processingTimeMs) {
        this.rows = ObjectTable.forKeys(keyType, 16);
        this.processingTimeMs = processingTimeMs;
    }

    /** Makes all handles refer to this key; null to none, and then using a handle is an error. */
    public void setKey(@Nullable Object key) {
        this.key = key;
        rowKnown = false;
        if (expires && ++keysSinceSweep >= SWEEP_EVERY_KEYS) sweep();
    }

    /** Number of keys with any state. */
    public int keys() {
        return rows.size();
    }

    @Override
    public <T> ValueState<T> value(ValueStateDescriptor<T> descriptor) {
        return register(new ValueHandle<>(this, handles.size(), descriptor), ValueHandle.class);
    }

    @Override
    public <T> ListState<T> list(ListStateDescriptor<T> descriptor) {
        return register(new ListHandle<>(this, handles.size(), descriptor), ListHandle.class);
    }

    @Override
    public <K, V> MapState<K, V> map(MapStateDescriptor<K, V> descriptor) {
        return register(new MapHandle<>(this, handles.size(), descriptor), MapHandle.class);
    }

    @Override
    public <T> ReducingState<T> reducing(ReducingStateDescriptor<T> descriptor) {
        return register(new ReducingHandle<>(this, handles.size(), descriptor), ReducingHandle.class);
    }

    private <H extends StateHandle> H register(H wanted, Class<? super H> kind) {
        for (StateHandle handle : handles) {
            if (!handle.descriptor.name().equals(wanted.descriptor.name())) continue;
            if (!kind.isInstance(handle) || !handle.isSameTypeAs(wanted.descriptor))
                throw clash(handle.descriptor, wanted.descriptor);
            @SuppressWarnings("unchecked") // the kind and the descriptor's classes agree
            H same = (H) handle;
            return same;
        }
        handles.add(wanted);
        expires |= wanted.descriptor.timeToLive() != null;
        return wanted;
    }

    private static IllegalArgumentException clash(StateDescriptor is, StateDescriptor wanted) {
        return new IllegalArgumentException(
                "state '" + is.name() + "' is already declared as " + is + ", not " + wanted);
    }

    /** The content of the current key's cell, or null. */
    @Nullable
    Object cell(int index) {
        if (!rowKnown) findRow();
        Object[] cells = row;
        return cells == null || index >= cells.length ? null : cells[index];
    }

    /** Sets the content of the current key's cell; null empties it. */
    void setCell(int index, @Nullable Object content) {
        if (!rowKnown) findRow();
        Object[] cells = row;
        if (content == null) {
            if (cells == null || index >= cells.length) return;
            cells[index] = null;
            if (isEmpty(cells)) dropRow();
            return;
        }
        if (cells == null || index >= cells.length) cells = widenRow(cells);
        cells[index] = content;
    }

    long nowMs() {
        return processingTimeMs.getAsLong();
    }

    private Object currentKey() {
        Object current = key;
        if (current == null) {
            throw new IllegalStateException(
                    "keyed state is used where there is no key: in open, in a broadcast record, or without keyed inputs");
        }
        return current;
    }

    private void findRow() {
        int slot = rows.find(currentKey());
        if (slot >= 0) rows.touch(slot); // what is in the row may change from now on
        row = slot < 0 ? null : (Object[]) rows.get(slot);
        rowKnown = true;
    }

    private @Nullable Object[] widenRow(@Nullable Object @Nullable [] old) {
        Object[] wide = old == null ? new Object[handles.size()] : Arrays.copyOf(old, handles.size());
        putRow(currentKey(), wide);
        row = wide;
        return wide;
    }

    private void putRow(Object key, Object[] cells) {
        int slot = rows.slot(key);
        if (slot == KeyTable.FOREIGN) {
            rows = rows.withAnyKeys();
            slot = rows.slot(key);
        }
        rows.set(slot, cells);
    }

    private void dropRow() {
        rows.removeAt(rows.find(currentKey()));
        row = null;
    }

    private static boolean isEmpty(@Nullable Object[] cells) {
        for (Object cell : cells) if (cell != null) return false;
        return true;
    }

    /**
     * Looks at some rows, going round and round. A removal moves a later entry into the slot, so the slot is looked at
     * again. Not while a snapshot is on its way, which would have to save them all at once.
     */
    private void sweep() {
        keysSinceSweep = 0;
        if (rows.isWalked()) return;
        long nowMs = nowMs();
        for (int i = 0; i < SWEEP_SLOTS; i++) {
            if (sweepSlot >= rows.slots()) sweepSlot = 0;
            if (rows.isUsed(sweepSlot) && rows.get(sweepSlot) instanceof Object[] cells && expire(cells, nowMs))
                rows.removeAt(sweepSlot);
            else sweepSlot++;
        }
    }

    private boolean expire(@Nullable Object[] cells, long nowMs) {
        for (int i = 0; i < cells.length; i++) {
            Object cell = cells[i];
            if (cell != null) cells[i] = handles.get(i).unexpired(cell, nowMs);
        }
        return isEmpty(cells);
    }

    /** Has every cell saved, as the handle's own representation. */
    public void snapshot(StateSnapshot out) {
        ObjectTable walked = rows;
        out.walk(walked, slot -> {
            Object[] cells = (Object[]) Objects.requireNonNull(walked.get(slot));
            Object of = walked.keyAt(slot);
            for (int i = 0; i < cells.length; i++) {
                Object content = cells[i];
                if (content == null) continue;
                StateHandle handle = handles.get(i);
                out.add(new StateEntry(handle.descriptor.name(), of, null, handle.portable(content)));
            }
        });
    }

    /**
     * Takes an entry of a snapshot back; answers false if no state of that name is declared, and throws if it is
     * declared as another type.
     */
    public boolean restore(StateEntry entry) {
        for (int i = 0; i < handles.size(); i++) {
            StateHandle handle = handles.get(i);
            if (!handle.descriptor.name().equals(entry.state())) continue;
            Object portable = Objects.requireNonNull(entry.value());
            Object content = handle.restored(portable);
            if (content == null) {
                throw new IllegalStateException("it is declared as " + handle.descriptor + ", but the snapshot holds "
                        + portable.getClass().getName());
            }
            setKey(entry.key());
            setCell(i, content);
            setKey(null);
            return true;
        }
        return false;
    }
}
