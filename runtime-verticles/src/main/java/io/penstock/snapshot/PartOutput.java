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
 * written a run at a time. What cannot be written declines the part and costs nothing more.
 */
final class PartOutput implements SnapshotOutput {
    private final List<PartIndex.OperatorInfo> operators;
    private final int groups;
    private final RecordCodec codec;
    private final Completion completion;
    private final Map<String, States> byOperator = new LinkedHashMap<>();
    private final List<EntryRuns> open = new ArrayList<>();
    private @Nullable String problem;

    /** Hears of the end, on the task's thread. */
    interface Completion {
        /** Everything is in memory. */
        void gathered(PartContent content);

        /** There will be no part; {@code transientDecline}: which says nothing about the next. */
        void declined(String why, boolean transientDecline);
    }

    /** The states of one operator. */
    private static final class States {
        final int operator;
        final Map<String, Map<Integer, EntryRuns>> byState = new LinkedHashMap<>();
        String lastState = "";
        Map<Integer, EntryRuns> last = Map.of();

        States(int operator) {
            this.operator = operator;
        }

        Map<Integer, EntryRuns> of(String state) {
            if (!state.equals(lastState)) {
                lastState = state;
                last = byState.computeIfAbsent(state, absent -> new LinkedHashMap<>());
            }
            return last;
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
        States states = byOperator.get(operatorId);
        if (states == null) throw new IllegalArgumentException("no operator " + operatorId + " in this chain");
        int group = group(entry);
        Map<Integer, EntryRuns> byGroup = states.of(entry.state());
        EntryRuns runs = byGroup.get(group);
        if (runs == null) byGroup.put(group, runs = new EntryRuns(states.operator, entry.state(), group));
        try {
            if (runs.isSettled()) open.add(runs);
            runs.add(entry, codec);
        } catch (RuntimeException e) {
            fail(runs, e);
        }
    }

    private int group(StateEntry entry) {
        Object key = entry.key();
        if (key != null) return KeyGroups.keyGroup(key, groups);
        return entry.value() instanceof SplitPosition ? PartFormat.SPLITS : PartFormat.COPY;
    }

    @Override
    public void settle() {
        for (EntryRuns runs : open) {
            if (problem != null) break;
            try {
                runs.settle(codec);
            } catch (RuntimeException e) {
                fail(runs, e);
            }
        }
        open.clear();
    }

    private void fail(EntryRuns runs, RuntimeException e) {
        problem = "state '" + runs.state().trim() + "' of operator '"
                + operators.get(runs.operator()).name() + "' cannot be written: " + e.getMessage();
        byOperator.values().forEach(states -> states.byState.clear());
    }

    @Override
    public void complete(List<Committable> prepared) {
        settle();
        String why = problem;
        if (why != null) {
            completion.declined(why, false);
            return;
        }
        List<EntryRuns> all = new ArrayList<>();
        for (States states : byOperator.values()) {
            for (Map<Integer, EntryRuns> byGroup : states.byState.values()) all.addAll(byGroup.values());
        }
        boolean nothing = all.isEmpty() && prepared.isEmpty();
        completion.gathered(nothing ? PartContent.EMPTY : PartContent.of(operators, all, prepared));
    }

    @Override
    public void abort() {
        completion.declined("the task gave it up", true);
    }
}
