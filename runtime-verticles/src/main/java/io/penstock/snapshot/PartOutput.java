// SPDX-License-Identifier: Apache-2.0
package io.penstock.snapshot;

import io.penstock.api.source.SplitPosition;
import io.penstock.core.flow.Committable;
import io.penstock.core.flow.SnapshotOutput;
import io.penstock.core.graph.KeyGroups;
import io.penstock.core.state.StateEntry;
import io.penstock.exchange.wire.RecordCodec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns a task's state into a part, on the task's thread: entries are gathered by operator, state and key group, and
 * written a run at a time. A part that turns out large is streamed to the store while it is gathered, and what cannot
 * change is written by the threads of the store. What cannot be written declines the part and costs nothing more.
 */
final class PartOutput implements SnapshotOutput {
    /** From so many entries on a part is streamed. */
    static final int STREAM_FROM_ENTRIES = 8_192;
    /** Or from so many bytes on. */
    static final int STREAM_FROM_BYTES = 256 << 10;

    private static final int PIECE_BYTES = 8 << 10;

    private final List<PartIndex.OperatorInfo> operators;
    private final int groups;
    private final RecordCodec codec;
    private final Completion completion;
    private final Map<String, States> byOperator = new LinkedHashMap<>();
    private final List<EntryRuns> live = new ArrayList<>();
    private @Nullable String problem;
    private @Nullable PartStream stream;
    private long entries;
    private long written;

    /** Hears of the end, on the task's thread. */
    interface Completion {
        /** See {@link SnapshotOutput#held}. */
        default void held(long ns) {}

        /** The part is large: a way to the store; null if it must be gathered all the same. */
        default @Nullable PartStream stream() {
            return null;
        }

        /** Everything is in memory. */
        void gathered(PartContent content);

        /** There will be no part; {@code transientDecline}: which says nothing about the next. */
        void declined(String why, boolean transientDecline);
    }

    /** The states of one operator. */
    private static final class States {
        final int operator;
        final Map<String, @Nullable EntryRuns[]> byState = new LinkedHashMap<>();
        String lastState = "";

        @Nullable
        EntryRuns[] last = {};

        States(int operator) {
            this.operator = operator;
        }
    }

    PartOutput(List<PartIndex.OperatorInfo> operators, int groups, RecordCodec codec, Completion completion) {
        this.operators = operators;
        this.groups = groups;
        this.codec = codec;
        this.completion = completion;
        for (int i = 0; i < operators.size(); i++)
            byOperator.put(operators.get(i).id(), new States(i));
    }

    @Override
    public void add(String operatorId, StateEntry entry) {
        if (problem != null) return;
        EntryRuns runs = runs(operatorId, entry);
        boolean wasLive = runs.isLive();
        boolean full = runs.add(entry);
        entries++;
        if (full) flush(runs);
        else if (!wasLive && runs.isLive()) live.add(runs);
    }

    private EntryRuns runs(String operatorId, StateEntry entry) {
        States states = byOperator.get(operatorId);
        if (states == null) throw new IllegalArgumentException("no operator " + operatorId + " in this chain");
        String state = entry.state();
        if (!state.equals(states.lastState)) {
            states.lastState = state;
            states.last = states.byState.computeIfAbsent(state, absent -> new EntryRuns[groups - PartFormat.SPLITS]);
        }
        int group = group(entry);
        EntryRuns runs = states.last[group - PartFormat.SPLITS];
        if (runs == null) states.last[group - PartFormat.SPLITS] = runs = new EntryRuns(states.operator, state, group);
        return runs;
    }

    private int group(StateEntry entry) {
        Object key = entry.key();
        if (key != null) return KeyGroups.keyGroup(key, groups);
        return entry.value() instanceof SplitPosition ? PartFormat.SPLITS : PartFormat.COPY;
    }

    /** The run is full. */
    private void flush(EntryRuns runs) {
        if (stream == null || runs.isLive()) settle(runs);
        else stream.take(runs);
    }

    private void settle(EntryRuns runs) {
        int before = runs.written();
        try {
            runs.settle(codec);
        } catch (RuntimeException e) {
            fail(runs, e);
            return;
        }
        written += runs.written() - before;
        if (stream != null && runs.written() >= PIECE_BYTES) stream.take(runs);
    }

    @Override
    public void settle() {
        for (EntryRuns runs : live) {
            if (problem != null) break;
            if (runs.isLive()) settle(runs);
        }
        live.clear();
        PartStream begunStream = stream;
        if (begunStream == null && (entries >= STREAM_FROM_ENTRIES || written >= STREAM_FROM_BYTES) && problem == null)
            stream = completion.stream();
        else if (begunStream != null && begunStream.problem() != null) drop(begunStream.problem());
    }

    private void fail(EntryRuns runs, RuntimeException e) {
        drop("state '" + runs.state().trim() + "' of operator '"
                + operators.get(runs.operator()).name() + "' cannot be written: " + e.getMessage());
    }

    private void drop(@Nullable String why) {
        problem = why;
        byOperator.values().forEach(states -> {
            states.byState.clear();
            states.lastState = "";
        });
    }

    @Override
    public void held(long ns) {
        completion.held(ns);
    }

    @Override
    public int room() {
        return stream == null || stream.hasRoom() ? Integer.MAX_VALUE : 0;
    }

    @Override
    public void complete(List<Committable> prepared) {
        settle();
        List<EntryRuns> all = new ArrayList<>();
        for (States states : byOperator.values()) {
            for (@Nullable EntryRuns[] byGroup : states.byState.values()) {
                for (EntryRuns runs : byGroup) if (runs != null) all.add(runs);
            }
        }
        PartStream large = stream;
        if (large == null) {
            for (EntryRuns runs : all) if (problem == null) settle(runs);
            gathered(all, prepared);
        } else if (problem != null && large.problem() == null) {
            large.abort(problem);
        } else {
            all.forEach(large::take);
            large.complete(prepared);
        }
    }

    private void gathered(List<EntryRuns> all, List<Committable> prepared) {
        if (problem != null) {
            completion.declined(problem, false);
            return;
        }
        boolean nothing = all.isEmpty() && prepared.isEmpty();
        completion.gathered(nothing ? PartContent.EMPTY : PartContent.of(operators, all, prepared));
    }

    @Override
    public void abort() {
        if (stream != null) stream.abort(null);
        else completion.declined("the task gave it up", true);
    }
}
