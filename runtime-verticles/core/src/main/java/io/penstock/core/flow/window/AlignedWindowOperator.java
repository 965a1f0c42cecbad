// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.window;

import io.penstock.api.function.OutputTag;
import io.penstock.api.window.WindowAssigner;
import io.penstock.core.flow.operator.Combined;
import io.penstock.core.flow.operator.KeysAhead;
import io.penstock.core.flow.operator.Operator;
import io.penstock.core.state.KeyTable;
import io.penstock.core.state.StateEntry;
import io.penstock.core.state.StateSnapshot;
import java.util.Iterator;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Windows that start at the same instants for all keys, kept as panes: a window fires for all its keys in one go,
 * without a timer per key.
 *
 * <p>Records come mostly in order of time, so the pane of the last record is kept at hand: {@code [hotStartMs,
 * hotEndMs)} is the range of times that belong to {@code hot} and to no other window, and is empty when there is none
 * such or when it has fired.
 */
@SuppressWarnings({"rawtypes", "NullAway.Init"})
public abstract class AlignedWindowOperator extends Operator {
    /** Inclusive start of the times that go to {@link #hot}. */
    protected long hotStartMs;

    /** Exclusive end of the times that go to {@link #hot}. */
    protected long hotEndMs;

    /** The pane of the last record; only valid for times in the range. */
    protected Pane hot;

    /** See {@link KeyTable#touch}. */
    protected int touched;

    private final TreeMap<Long, Pane> panes = new TreeMap<>();
    private WindowShape shape;
    private boolean eventTime;
    private long latenessMs;
    private @Nullable OutputTag lateTag;
    private boolean firesAtEnd;
    private long timeMs = Long.MIN_VALUE;
    private long nextEventMs = Long.MAX_VALUE;
    private long lateRecords;
    private @Nullable KeyTable spare;

    /** Sets what the windows are. */
    protected final void configureWindows(
            WindowAssigner assigner, long latenessMs, @Nullable OutputTag lateTag, boolean firesAtEnd) {
        this.shape = WindowShape.of(assigner);
        this.eventTime = assigner.eventTime();
        this.latenessMs = latenessMs;
        this.lateTag = lateTag;
        this.firesAtEnd = firesAtEnd;
    }

    /** An empty table for a new pane. */
    protected abstract KeyTable newTable();

    /** Adds a record to a pane. */
    protected abstract void add(Pane pane, Object key, Object value) throws Exception;

    /** Emits every key of a pane. */
    protected abstract void fire(Pane pane) throws Exception;

    /** Emits one key of a pane, for a record that came after the firing. */
    protected abstract void fireKey(Pane pane, Object key) throws Exception;

    /** The time by which a record is assigned to windows. */
    protected final long assignTime(long timestampMs) {
        return eventTime ? timestampMs : nowMs();
    }

    /** Adds a record to all its windows; the way for all records that do not go to the hot pane. */
    protected final void assign(Object key, Object value, long timestampMs) throws Exception {
        long time = assignTime(timestampMs);
        if (time == Long.MIN_VALUE && !shape.isGlobal()) {
            throw new IllegalStateException(
                    "a record without event time came to an event-time window: use assignTimestampsAndWatermarks");
        }
        boolean added = false;
        boolean late = false;
        long start = shape.lastStart(time);
        do {
            long end = shape.end(start);
            if (!shape.isGlobal() && time >= end) break;
            if (cleanupMs(end) <= timeMs) late = true;
            else {
                addTo(pane(start, end), key, value);
                added = true;
            }
            start -= shape.slideMs();
        } while (!shape.isGlobal() && start > time - shape.sizeMs());
        if (late && !added) onLate(value, timestampMs);
    }

    /** Has the memory fetched that the next records will ask for, if they go to the hot pane. */
    protected final void fetch(KeysAhead ahead, int count) {
        if (hotEndMs > hotStartMs) touched ^= hot.table.touch(ahead.keys, count);
    }

    private void addTo(Pane pane, Object key, Object value) throws Exception {
        add(pane, key, value);
        if (pane.fired) fireKey(pane, key);
        else if (shape.isPartition()) heat(pane);
    }

    private void heat(Pane pane) {
        hot = pane;
        hotStartMs = pane.startMs;
        hotEndMs = pane.endMs;
    }

    private void cool() {
        hotStartMs = 0;
        hotEndMs = 0;
    }

    private Pane pane(long start, long end) {
        Pane pane = panes.get(start);
        if (pane != null) return pane;
        KeyTable table = spare;
        spare = null;
        pane = new Pane(start, end, table == null ? newTable() : table);
        pane.fired = firesAtEnd && end - 1 <= timeMs;
        panes.put(start, pane);
        expect(pane.fired || !firesAtEnd ? cleanupMs(end) : end - 1);
        return pane;
    }

    /** Makes sure that time is looked at when it comes to that instant. */
    private void expect(long eventMs) {
        if (eventMs >= nextEventMs) return;
        nextEventMs = eventMs;
        if (!eventTime && eventMs < Long.MAX_VALUE - 1) wakeAt(eventMs + 1);
    }

    private long cleanupMs(long end) {
        long last = end - 1;
        return last > Long.MAX_VALUE - latenessMs ? Long.MAX_VALUE : last + latenessMs;
    }

    private void onLate(Object value, long timestampMs) {
        lateRecords++;
        OutputTag tag = lateTag;
        if (tag != null && !(value instanceof Combined)) emitSide(tag, value, timestampMs);
    }

    @Override
    protected final void onWatermark(long watermarkMs) {
        if (eventTime) passTo(watermarkMs);
    }

    @Override
    protected final void onRestoredWatermark(long watermarkMs) {
        if (eventTime) timeMs = watermarkMs;
    }

    /** An instant belongs to the past once the clock shows a later one. */
    @Override
    protected final void onProcessingTime(long nowMs) {
        passTo(nowMs - 1);
        if (nextEventMs < Long.MAX_VALUE - 1) wakeAt(nextEventMs + 1);
    }

    @Override
    protected final void onFinish() {
        if (!eventTime) passTo(Long.MAX_VALUE);
    }

    private void passTo(long timeMs) {
        this.timeMs = timeMs;
        if (timeMs < nextEventMs) return;
        cool();
        long next = Long.MAX_VALUE;
        for (Iterator<Pane> all = panes.values().iterator(); all.hasNext(); ) {
            Pane pane = all.next();
            if (firesAtEnd && !pane.fired) {
                if (pane.endMs - 1 > timeMs) {
                    next = Math.min(next, pane.endMs - 1);
                    break;
                }
                fireWhole(pane);
            }
            if (cleanupMs(pane.endMs) <= timeMs) {
                all.remove();
                keepSpare(pane.table);
            } else next = Math.min(next, cleanupMs(pane.endMs));
        }
        nextEventMs = next;
    }

    private void fireWhole(Pane pane) {
        pane.fired = true;
        try {
            fire(pane);
        } catch (Exception e) {
            throw failed(e);
        }
    }

    /**
     * The next pane will be about as large, so its table need not grow again; a table that was much too large is let
     * go, and so is one whose snapshot is on its way.
     */
    private void keepSpare(KeyTable table) {
        if (table.size() * 32L < table.slots() || table.isWalked()) return;
        table.clear();
        spare = table;
    }

    @Override
    public final long lateRecords() {
        return lateRecords;
    }

    /** Hands out a value of a pane. */
    protected abstract Object snapshotValue(KeyTable table, int slot);

    /** Takes a value of a pane back. */
    protected abstract void restoreValue(Pane pane, Object key, Object value);

    @Override
    public final void snapshot(StateSnapshot out) {
        for (Pane pane : panes.values()) {
            KeyTable table = pane.table;
            Long id = pane.startMs << 1 | (pane.fired ? 1 : 0);
            out.walk(
                    table, slot -> out.add(new StateEntry("panes", table.keyAt(slot), id, snapshotValue(table, slot))));
        }
    }

    @Override
    public final void restore(StateEntry entry) {
        long id = (Long) Objects.requireNonNull(entry.detail());
        long start = shape.isGlobal() ? Long.MIN_VALUE : id >> 1;
        Pane pane = pane(start, shape.end(start));
        pane.fired = (id & 1) != 0;
        restoreValue(pane, Objects.requireNonNull(entry.key()), Objects.requireNonNull(entry.value()));
    }
}
