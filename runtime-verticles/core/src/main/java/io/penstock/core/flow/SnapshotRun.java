// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow;

import io.penstock.core.state.KeyTable;
import io.penstock.core.state.StateEntry;
import io.penstock.core.state.StateSnapshot;
import io.penstock.core.state.TableWalk;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * A task's part of a checkpoint from its barrier until all of its state is handed out: in portions, between batches of
 * input. While there is input the portions get a fixed share of the task's time, of which entries that had to be saved
 * early take theirs first; without input they get all of it.
 */
final class SnapshotRun {
    /** How long a portion may take, about. */
    private static final long PORTION_NS = 500_000;
    /** Of the time of a busy task, one part in so many goes into its snapshot. */
    private static final int SHARE = 12;

    private static final long DEBT_MAX_NS = 4 * PORTION_NS;
    private static final int ENTRIES_MAX = 8_192;
    private static final int ENTRIES_PER_SETTLE = 512;
    private static final int ENTRIES_PER_LOOK = 64;

    private final long checkpointId;
    private final SnapshotOutput out;
    private final LongSupplier nanoTime;
    private final ArrayDeque<TableWalk> walks = new ArrayDeque<>();
    private List<Committable> prepared = List.of();
    private long entryNs;
    private long creditNs;

    SnapshotRun(long checkpointId, SnapshotOutput out, LongSupplier nanoTime) {
        this.checkpointId = checkpointId;
        this.out = out;
        this.nanoTime = nanoTime;
    }

    long checkpointId() {
        return checkpointId;
    }

    /** Where one operator puts its state. */
    StateSnapshot of(String operatorId) {
        return new StateSnapshot() {
            @Override
            public void add(StateEntry entry) {
                out.add(operatorId, entry);
            }

            @Override
            public void walk(KeyTable table, TableWalk.Saver saver) {
                if (table.size() > 0) walks.add(table.walk(saver, SnapshotRun.this::onSavedEarly));
            }
        };
    }

    private void onSavedEarly() {
        out.settle();
        creditNs = Math.max(-DEBT_MAX_NS, creditNs - entryNs);
    }

    /** All operators have been asked; answers whether their state was so little that it is handed out already. */
    boolean begin(List<Committable> committables, long sinceNs) {
        prepared = committables;
        out.held(nanoTime.getAsLong() - sinceNs);
        portion(out.room());
        return isOver();
    }

    /** The task has worked on its input for so long, without idling; answers whether a portion was handed out. */
    boolean afterWork(long workedNs) {
        creditNs += workedNs / SHARE;
        return creditNs >= PORTION_NS && advance();
    }

    /** Hands out a portion if there is room for it. */
    boolean advance() {
        int room = isOver() ? 0 : out.room();
        if (room == 0) return false;
        long startNs = nanoTime.getAsLong();
        int count = portion(room);
        long tookNs = nanoTime.getAsLong() - startNs;
        creditNs = Math.max(-DEBT_MAX_NS, creditNs - tookNs);
        if (count > 0) entryNs = tookNs / count;
        out.held(tookNs);
        return true;
    }

    private int portion(int room) {
        int most = Math.min(room, ENTRIES_MAX);
        int count = 0;
        int unsettled = 0;
        long endNs = nanoTime.getAsLong() + PORTION_NS;
        for (int looks = 0; !walks.isEmpty() && count < most && looks < ENTRIES_MAX; looks++) {
            TableWalk walk = walks.element();
            int saved = walk.next(Math.min(ENTRIES_PER_LOOK, most - count));
            if (walk.isOver()) walks.remove();
            count += saved;
            unsettled += saved;
            if (unsettled >= ENTRIES_PER_SETTLE) {
                out.settle();
                unsettled = 0;
            }
            if (nanoTime.getAsLong() >= endNs) break;
        }
        out.settle();
        if (walks.isEmpty()) out.complete(prepared);
        return count;
    }

    /** Hands out all that is left, however long it takes. */
    void finish() {
        while (!isOver()) portion(Integer.MAX_VALUE);
    }

    /** Whether the part is complete, or given up. */
    boolean isOver() {
        return walks.isEmpty();
    }

    /** Gives the part up. */
    void abort() {
        if (isOver()) return;
        for (TableWalk walk : walks) walk.abandon();
        walks.clear();
        out.abort();
    }
}
