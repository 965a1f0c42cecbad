// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.state;

import io.penstock.core.state.SpillSpace.Run;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Aggregation of more keys than memory holds: a table that has outgrown its share becomes a run, sorted by the keys'
 * hashes, and in the end the runs are merged, in memory for one entry of each. Entries of a key are merged in the order
 * they were spilled in. Not thread-safe.
 */
public final class SortedRuns {
    /** As many runs are read at once; more are first merged into one. */
    private static final int FAN_IN_MAX = 64;

    private static final int SAMPLE = 64;

    private final SpillSpace space;
    private final Merge merge;
    private final List<Run> runs = new ArrayList<>();
    private @Nullable PriorityQueue<Cursor> cursors;
    private final Deque<Entry> group = new ArrayDeque<>();

    /** How two values of a key become one. */
    @FunctionalInterface
    public interface Merge {
        /** {@code left} was spilled first. Throws what the user's code throws. */
        Object apply(Object left, Object right) throws Exception;
    }

    /** A key with all that there is of it. */
    public static final class Entry {
        private final Object key;
        private Object value;

        private Entry(Object key, Object value) {
            this.key = key;
            this.value = value;
        }

        /** Never null. */
        public Object key() {
            return key;
        }

        /** Never null. */
        public Object value() {
            return value;
        }
    }

    /** A run that is being read, at an entry. */
    private record Cursor(int hash, int index, Run run) implements Comparable<Cursor> {
        @Override
        public int compareTo(Cursor other) {
            int byHash = Integer.compare(hash, other.hash);
            return byHash != 0 ? byHash : Integer.compare(index, other.index);
        }
    }

    public SortedRuns(SpillSpace space, Merge merge) {
        this.space = space;
        this.merge = merge;
    }

    /** How many entries a table like this one may have before it must be spilled. */
    public int entriesMax(KeyTable table, IntFunction<Object> values) {
        List<Object> keys = new ArrayList<>();
        List<Object> sampled = new ArrayList<>();
        int stride = Math.max(1, table.slots() / (2 * SAMPLE));
        for (int slot = 0; slot < table.slots(); slot += stride) {
            if (!table.isUsed(slot)) continue;
            keys.add(table.keyAt(slot));
            sampled.add(values.apply(slot));
        }
        return keys.isEmpty() ? Integer.MAX_VALUE : space.entriesMax(keys.toArray(), sampled.toArray());
    }

    /** Whether nothing has been spilled. */
    public boolean isEmpty() {
        return runs.isEmpty();
    }

    /** Writes what the table holds as a run; the table stays as it is. */
    public void spill(KeyTable table, IntFunction<Object> values) throws Exception {
        if (runs.size() == FAN_IN_MAX) compact();
        long[] order = new long[table.size()];
        int count = 0;
        for (int slot = 0; slot < table.slots(); slot++) {
            if (table.isUsed(slot)) order[count++] = (long) table.keyAt(slot).hashCode() << 32 | slot;
        }
        Arrays.sort(order);
        Run run = space.newRun();
        for (long each : order) run.add(table.keyAt((int) each), values.apply((int) each));
        runs.add(run);
    }

    private void compact() throws Exception {
        Run all = space.newRun();
        for (Entry entry = next(); entry != null; entry = next()) all.add(entry.key, entry.value);
        cursors = null;
        runs.clear();
        runs.add(all);
    }

    /** The next key of all runs with its merged value; null at the end. Nothing may be spilled after the first call. */
    public @Nullable Entry next() throws Exception {
        if (group.isEmpty()) readGroup();
        return group.poll();
    }

    /** All entries of the lowest hash: few, but keys of one hash may be several. */
    private void readGroup() throws Exception {
        PriorityQueue<Cursor> open = cursors;
        if (open == null) {
            open = new PriorityQueue<>();
            cursors = open;
            for (int i = 0; i < runs.size(); i++) advance(runs.get(i), i, open);
        }
        Cursor first = open.peek();
        while (first != null && !open.isEmpty() && open.peek().hash == first.hash) {
            Cursor cursor = open.poll();
            include(cursor.run.key(), cursor.run.value());
            advance(cursor.run, cursor.index, open);
        }
    }

    private static void advance(Run run, int index, PriorityQueue<Cursor> open) {
        if (run.next()) open.add(new Cursor(run.key().hashCode(), index, run));
    }

    private void include(Object key, Object value) throws Exception {
        for (Entry entry : group) {
            if (!entry.key.equals(key)) continue;
            entry.value = merge.apply(entry.value, value);
            return;
        }
        group.add(new Entry(key, value));
    }

    /** Drops everything. Idempotent. */
    public void close() {
        space.close();
    }
}
