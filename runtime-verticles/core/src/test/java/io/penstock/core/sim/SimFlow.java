// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.sim;

import io.penstock.core.graph.SubtaskId;
import io.penstock.core.message.Action;
import io.penstock.core.message.AttemptId;
import io.penstock.core.message.CheckpointKind;
import io.penstock.core.message.SnapshotRef;
import io.penstock.core.message.SnapshotReport;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a task of a job with checkpoints does: its source's position, its count of records, its sink's transactions, and
 * the barriers between them. Records and barriers of one channel keep their order.
 */
final class SimFlow {
    private static final int RECORDS_PER_STEP = 8;
    private static final int EMITTED_PER_STEP = 2;

    /** What travels in a channel. */
    sealed interface Item {}

    /** The {@code number}th of a source's split. */
    record Rec(int vertex, int split, int number) implements Item {}

    record Barrier(long id, CheckpointKind kind, String place) implements Item {}

    record End() implements Item {}

    /** What a sink makes visible at once; under the same name only once. */
    record Transaction(String name, List<Rec> records) {}

    /**
     * What a task remembers.
     *
     * @param positions by split, of a source
     */
    record Part(Map<Integer, Integer> positions, long seen, List<Transaction> prepared) {
        /** Differs with every record read. */
        int position() {
            return positions.values().stream().mapToInt(Integer::intValue).sum();
        }
    }

    private final Simulation world;
    private final SimTask task;
    private final SimDataPlane plane;
    private final boolean source;
    private final boolean transactional;
    private final int total;
    private final Map<AttemptId, Deque<Item>> inputs = new LinkedHashMap<>();
    private final List<List<Deque<Item>>> outputs = new ArrayList<>();
    private final Set<AttemptId> ended = new TreeSet<>();
    private final Set<AttemptId> blocked = new LinkedHashSet<>();
    private final Set<Long> partIn = new TreeSet<>();
    private final TreeMap<Long, Transaction> prepared = new TreeMap<>();
    private List<Rec> current = new ArrayList<>();
    private @Nullable Barrier aligning;
    private @Nullable Barrier atEnd;
    private long restoredFrom = -1;
    private long closedUpTo;
    /** How far it is in each of its splits: a source has as many as its program says that it has subtasks. */
    private final TreeMap<Integer, Integer> positions = new TreeMap<>();

    private long seen;
    private boolean held;
    private boolean over;

    SimFlow(Simulation world, SimTask task, SimDataPlane plane) {
        this.world = world;
        this.task = task;
        this.plane = plane;
        this.source = task.isSource();
        this.transactional = task.job.transactional() && task.isSink();
        this.total = task.job.recordsPerSource();
        for (int split : splits(task)) positions.put(split, 0);
        for (AttemptId producer : task.pipelinedProducers())
            inputs.put(producer, world.snapshots.channel(task.job.id(), producer, task.attempt));
        for (List<AttemptId> edge : task.pipelinedOutputs()) {
            outputs.add(edge.stream()
                    .map(consumer -> world.snapshots.channel(task.job.id(), task.attempt, consumer))
                    .toList());
        }
    }

    /** The splits of a source's subtask, whatever its parallelism. */
    static List<Integer> splits(SimTask task) {
        if (!task.isSource()) return List.of();
        int splits = task.job.vertices().get(task.attempt.vertex()).parallelism();
        return splits(splits, task.attempt.subtask(), task.parallelism());
    }

    static List<Integer> splits(int splits, int subtask, int parallelism) {
        List<Integer> own = new ArrayList<>();
        for (int split = subtask; split < splits; split += parallelism) own.add(split);
        return own;
    }

    SubtaskId subtask() {
        return new SubtaskId(task.attempt.vertex(), task.attempt.subtask());
    }

    /** How many records went through it in all its lives that count; -1 if an earlier one had finished. */
    long seen() {
        return seen;
    }

    /** Goes on from there; what was prepared is complete, so it becomes visible now if it has not. */
    void restore(long id, Part part) {
        restoredFrom = id;
        positions.putAll(part.positions());
        seen = part.seen();
        part.prepared().forEach(each -> world.snapshots.commit(task, each, id));
    }

    /** Had finished before: there is nothing left to do but to say so. */
    void endAtOnce() {
        over = true;
        seen = -1;
        tell(new End());
        plane.finished(task);
    }

    // ---- records
    void step() {
        if (over) return;
        if (source) emit();
        else consume();
    }

    private void emit() {
        boolean all = true;
        for (Map.Entry<Integer, Integer> split : positions.entrySet()) {
            for (int i = 0; i < EMITTED_PER_STEP && !held && split.getValue() < total; i++) {
                seen++;
                route(new Rec(task.attempt.vertex(), split.getKey(), split.getValue()));
                split.setValue(split.getValue() + 1);
            }
            all &= split.getValue() == total;
        }
        if (!held && all && task.job.bounded()) end();
    }

    private void consume() {
        for (var input : inputs.entrySet()) {
            for (int i = 0; i < RECORDS_PER_STEP && !blocked.contains(input.getKey()); i++) {
                Item item = input.getValue().poll();
                if (item == null) break;
                if (item instanceof Rec rec) {
                    seen++;
                    route(rec);
                } else if (item instanceof Barrier barrier) {
                    onBarrier(input.getKey(), barrier);
                } else {
                    ended.add(input.getKey());
                    takeIfAligned();
                }
            }
        }
        if (ended.size() == inputs.size()) end();
    }

    private void route(Rec rec) {
        if (task.isSink()) {
            if (transactional) current.add(rec);
            else world.snapshots.emit(task, rec);
            return;
        }
        for (List<Deque<Item>> edge : outputs)
            edge.get((rec.number() + rec.split()) % edge.size()).add(rec);
    }

    private void tell(Item item) {
        for (List<Deque<Item>> edge : outputs) for (Deque<Item> channel : edge) channel.add(item);
    }

    private void end() {
        over = true;
        if (atEnd != null) take(atEnd);
        tell(new End());
        if (transactional) plane.prepared(task);
        else plane.finished(task);
    }

    // ---- barriers
    /** Barriers shall start here. */
    void trigger(Action.TriggerSnapshots trigger) {
        if (trigger.checkpointId() <= closedUpTo) return;
        var barrier = new Barrier(trigger.checkpointId(), trigger.kind(), trigger.place());
        if (source || over) {
            held |= barrier.kind.stops();
            take(barrier);
        } else {
            atEnd = barrier;
        }
    }

    private void onBarrier(AttemptId from, Barrier barrier) {
        if (barrier.id <= closedUpTo || aligning != null && barrier.id < aligning.id) return;
        if (aligning == null || barrier.id > aligning.id) blocked.clear();
        aligning = barrier;
        blocked.add(from);
        takeIfAligned();
    }

    private void takeIfAligned() {
        if (aligning == null
                || !inputs.keySet().stream().allMatch(each -> blocked.contains(each) || ended.contains(each))) return;
        Barrier whole = aligning;
        take(whole);
    }

    private void take(Barrier barrier) {
        aligning = null;
        atEnd = null;
        blocked.clear();
        closedUpTo = barrier.id;
        partIn.add(barrier.id);
        if (!current.isEmpty()) {
            prepared.put(barrier.id, new Transaction(task.job.id() + "/" + task.attempt + "/" + barrier.id, current));
            current = new ArrayList<>();
        }
        var part = new Part(new TreeMap<>(positions), seen, List.copyOf(prepared.values()));
        int position = part.position();
        tell(barrier);
        plane.write(
                task,
                () -> world.snapshots.put(barrier.place, task.attempt.toString(), part),
                report(barrier, position));
    }

    private SnapshotReport report(Barrier barrier, int position) {
        var ref = new SnapshotRef(subtask(), task.attempt.toString(), 1, position);
        return new SnapshotReport(task.attempt, barrier.id, ref, "", false, 1, 1, 1);
    }

    void abort(long id) {
        if (aligning != null && aligning.id <= id) {
            aligning = null;
            blocked.clear();
        }
        if (atEnd != null && atEnd.id <= id) atEnd = null;
        closedUpTo = Math.max(closedUpTo, id);
    }

    // ---- transactions
    /** The checkpoint is complete; whoever has no part in it has nothing to do with it. */
    void commit(long id, boolean finish) {
        if (!partIn.contains(id) && restoredFrom != id) return;
        commitUpTo(id, id);
        if (!finish) return;
        over = true;
        plane.finished(task);
    }

    /** The job is at its end, and all of it in a complete checkpoint. */
    void commitAll() {
        world.invariants.check(current.isEmpty(), "%s commits what is in no checkpoint: %s", task.attempt, current);
        long last = restoredFrom;
        for (long each : partIn) if (world.snapshots.isComplete(task.job.id(), each)) last = each;
        commitUpTo(Long.MAX_VALUE, last);
    }

    private void commitUpTo(long id, long complete) {
        Map<Long, Transaction> due = prepared.headMap(id, true);
        due.values().forEach(each -> world.snapshots.commit(task, each, complete));
        due.clear();
    }
}
