// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.operator;

import io.penstock.api.Keyed;
import io.penstock.api.function.AggregateFunction;
import io.penstock.api.function.ReduceFunction;
import io.penstock.core.state.KeyTable;
import io.penstock.core.state.LongFold;
import io.penstock.core.state.LongTable;
import io.penstock.core.state.ObjectTable;
import io.penstock.core.state.SortedRuns;
import io.penstock.core.state.SpillSpace;
import java.util.Objects;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * What an aggregation that emits at its end does when its table grows: looks at the size of its entries now and then,
 * spills the table when it exceeds its share of the memory, and emits in portions, so that results do not pile up
 * either.
 */
@SuppressWarnings("rawtypes")
final class Outgrowth {
    /** Small enough for any heap, large enough to look at seldom. */
    private static final int ENTRIES_MIN = 1_024;

    private static final int PORTION = 4_096;

    /** The table is to be shown when it has so many entries. */
    int lookAt;

    private final @Nullable SortedRuns runs;
    private int emitted;

    /** Takes an entry of the result. */
    private interface Emit {
        void entry(Object key, Object value) throws Exception;
    }

    private Outgrowth(@Nullable SpillSpace space, SortedRuns.Merge merge) {
        runs = space == null ? null : new SortedRuns(space, merge);
        lookAt = space == null ? Integer.MAX_VALUE : ENTRIES_MIN;
    }

    // Templates make no lambdas of their own: their copies are classes that no lambda can be made for.

    /** Of accumulators; {@code space} is null if nothing can be spilled here, or need not. */
    @SuppressWarnings("unchecked")
    static Outgrowth merging(@Nullable SpillSpace space, AggregateFunction function) {
        return new Outgrowth(space, function::merge);
    }

    /** Of values. */
    @SuppressWarnings("unchecked")
    static Outgrowth reducing(@Nullable SpillSpace space, ReduceFunction function) {
        return new Outgrowth(space, function::reduce);
    }

    /** Of longs. */
    static Outgrowth folding(@Nullable SpillSpace space, LongFold fold) {
        return new Outgrowth(space, (left, right) -> fold.combine((Long) left, (Long) right));
    }

    /** The table has {@link #lookAt} entries: whether it has been spilled, and is to be cleared. */
    boolean spilled(ObjectTable table) throws Exception {
        return spilled(table, slot -> Objects.requireNonNull(table.get(slot)));
    }

    /** The same. */
    boolean spilled(LongTable table) throws Exception {
        return spilled(table, table::get);
    }

    /** Emits a portion of the (key, result) pairs; false while there is more. */
    @SuppressWarnings("unchecked")
    boolean emitResults(ObjectTable table, Operator to, AggregateFunction function) throws Exception {
        return emit(
                table,
                slot -> Objects.requireNonNull(table.get(slot)),
                (key, sum) -> to.accept(new Keyed<>(key, function.result(sum)), Long.MIN_VALUE));
    }

    /** Emits a portion of the values; false while there is more. */
    boolean emitValues(ObjectTable table, Operator to) throws Exception {
        return emit(
                table,
                slot -> Objects.requireNonNull(table.get(slot)),
                (key, value) -> to.accept(value, Long.MIN_VALUE));
    }

    /** Emits a portion of the (key, long) pairs; false while there is more. */
    boolean emitKeyed(LongTable table, Operator to) throws Exception {
        return emit(table, table::get, (key, sum) -> to.accept(new Keyed<>(key, sum), Long.MIN_VALUE));
    }

    private boolean spilled(KeyTable table, IntFunction<Object> values) throws Exception {
        if (runs == null) throw new IllegalStateException("there is nowhere to spill to");
        int most = Math.max(ENTRIES_MIN, runs.entriesMax(table, values));
        boolean outgrown = table.size() >= most;
        lookAt = outgrown ? ENTRIES_MIN : (int) Math.min(most, 2L * table.size());
        if (outgrown) runs.spill(table, values);
        return outgrown;
    }

    private boolean emit(KeyTable table, IntFunction<Object> values, Emit emit) throws Exception {
        return runs == null || runs.isEmpty() ? emitTable(table, values, emit) : emitMerged(runs, table, values, emit);
    }

    private boolean emitTable(KeyTable table, IntFunction<Object> values, Emit emit) throws Exception {
        int slot = emitted;
        for (int left = PORTION; left > 0 && slot < table.slots(); slot++) {
            if (!table.isUsed(slot)) continue;
            emit.entry(table.keyAt(slot), values.apply(slot));
            left--;
        }
        emitted = slot;
        if (slot < table.slots()) return false;
        table.clear();
        return true;
    }

    private boolean emitMerged(SortedRuns spilled, KeyTable table, IntFunction<Object> values, Emit emit)
            throws Exception {
        if (table.size() > 0) spilled.spill(table, values);
        table.clear();
        for (int left = PORTION; left > 0; left--) {
            SortedRuns.Entry entry = spilled.next();
            if (entry == null) return true;
            emit.entry(entry.key(), entry.value());
        }
        return false;
    }

    void close() {
        if (runs != null) runs.close();
    }
}
