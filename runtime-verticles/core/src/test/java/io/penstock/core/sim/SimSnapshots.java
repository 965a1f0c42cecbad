// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.sim;

import io.penstock.core.graph.JobEdge;
import io.penstock.core.graph.JobGraph;
import io.penstock.core.graph.JobVertex;
import io.penstock.core.graph.SubtaskId;
import io.penstock.core.message.AttemptId;
import io.penstock.core.message.CheckpointRef;
import io.penstock.core.message.FencingToken;
import io.penstock.core.message.HaRecord;
import io.penstock.core.message.HaRecord.CheckpointIndex;
import io.penstock.core.message.HaRecord.CheckpointRecord;
import io.penstock.core.message.JobId;
import io.penstock.core.message.Message;
import io.penstock.core.message.RestoreFrom;
import io.penstock.core.message.SavepointOperation;
import io.penstock.core.message.SnapshotRef;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where parts of checkpoints lie, what outlives processes of them, and what became visible; and what must hold of all
 * that: nothing twice, nothing lost, nothing visible that is not in a complete checkpoint, no id used by two
 * JobMasters, and nothing deleted that is still referred to.
 */
final class SimSnapshots {
    private final Simulation world;
    private final Map<String, Map<String, SimFlow.Part>> parts = new TreeMap<>();
    private final Map<String, CheckpointRecord> metadata = new TreeMap<>();
    private final Map<String, Deque<SimFlow.Item>> channels = new HashMap<>();
    /** By job and id: how far each split of each source was when it was complete. */
    private final Map<String, Map<SubtaskId, Integer>> complete = new TreeMap<>();

    private final Map<String, FencingToken> takers = new TreeMap<>();
    /** By job, what is visible of which sink, and by which transaction. */
    private final Map<JobId, Map<Shown, String>> visible = new TreeMap<>();

    private final Set<String> committed = new HashSet<>();
    /** By job, vertex, parallelism and subtask: how many records a task had seen that finished. */
    private final Map<String, Long> seen = new TreeMap<>();

    private long restored;
    private long stops;
    private long resplit;

    private record Shown(int sink, SimFlow.Rec rec) {}

    SimSnapshots(Simulation world) {
        this.world = world;
    }

    Deque<SimFlow.Item> channel(JobId job, AttemptId from, AttemptId to) {
        return channels.computeIfAbsent(job + "/" + from + ">" + to, key -> new ArrayDeque<>());
    }

    SeededRun.Tally tally(long events) {
        return new SeededRun.Tally(events, complete.size(), restored, committed.size(), stops, resplit);
    }

    // ---- parts
    void put(String place, String handle, SimFlow.Part part) {
        parts.computeIfAbsent(place, key -> new TreeMap<>()).put(handle, part);
    }

    /** What is wrong with a checkpoint, or nothing; one that is asked for gets its metadata. */
    String verify(CheckpointRecord record) {
        for (SnapshotRef ref : record.snapshots()) {
            SimFlow.Part part = parts.getOrDefault(record.place(), Map.of()).get(ref.handle());
            if (part == null) return ref.handle() + " is not there";
            if (part.position() != ref.checksum()) return ref.handle() + " is another one";
        }
        if (record.kind().savepoint()) metadata.put(record.place(), record);
        return "";
    }

    /** Deletes what is there and below, unless somebody could still go back to it. */
    void drop(JobId job, String place) {
        boolean jobEnded = world.store.record("results", job.value()) != null;
        if (!jobEnded && world.store.record("checkpoint-indexes", job.value()) instanceof CheckpointIndex index) {
            for (CheckpointRef ref : index.completed())
                check(!isWithin(ref.place(), place), "%s is deleted, and failover goes back to it", ref);
        }
        parts.keySet().removeIf(each -> isWithin(each, place));
    }

    private static boolean isWithin(String place, String other) {
        return place.equals(other) || place.startsWith(other + "/");
    }

    @Nullable
    CheckpointRecord savepoint(String place) {
        return metadata.get(place);
    }

    /**
     * Whether the job has ended without it, or has gone on: then nobody keeps for it what it was to go back to. A
     * worker that stood still finds out last.
     */
    boolean isLeftBehind(SimTask task) {
        JobId job = task.job.id();
        if (world.store.record("results", job.value()) != null) return true;
        for (AttemptId other : world.physical(job).keySet()) {
            boolean same = other.vertex() == task.attempt.vertex() && other.subtask() == task.attempt.subtask();
            if (same && other.attempt() > task.attempt.attempt()) return true;
        }
        return task.attempt.attempt() < world.invariants.scales.since(job);
    }

    boolean isThere(JobId job, RestoreFrom from) {
        return record(job, from) != null && parts.containsKey(from.place());
    }

    private @Nullable HaRecord record(JobId job, RestoreFrom from) {
        return from.kind().savepoint()
                ? metadata.get(from.place())
                : world.store.record("checkpoints", CheckpointRecord.key(job, from.checkpointId()));
    }

    /** What a subtask goes on from; null if it had finished. */
    SimFlow.@Nullable Part part(SimTask task, RestoreFrom from, SubtaskId subtask) {
        JobId job = task.job.id();
        HaRecord stored = record(job, from);
        if (world.invariants.ignores()) return null;
        if (!(stored instanceof CheckpointRecord record))
            throw new AssertionError(subtask + " of " + job + " goes back to " + from + ", which is not there");
        int before = record.vertices().get(subtask.vertex()).parallelism();
        if (before != task.parallelism()) return split(task, record, before);
        if (record.finished().contains(subtask)) return null;
        for (SnapshotRef ref : record.snapshots()) {
            if (!ref.subtask().equals(subtask)) continue;
            SimFlow.Part part = parts.getOrDefault(from.place(), Map.of()).get(ref.handle());
            if (part != null) {
                restored++;
                return part;
            }
        }
        throw new AssertionError(subtask + " of " + job + " has no part in " + from);
    }

    /** A subtask's share of what as many others left. */
    private SimFlow.@Nullable Part split(SimTask task, CheckpointRecord record, int before) {
        int vertex = task.attempt.vertex();
        List<SubtaskId> olds = new ArrayList<>();
        for (int old = task.attempt.subtask(); old < before; old += task.parallelism())
            olds.add(new SubtaskId(vertex, old));
        long ended = record.finished().stream()
                .filter(each -> each.vertex() == vertex)
                .count();
        check(
                ended == 0 || ended == before || task.isSource(),
                "%s goes back to %s, which only some had",
                task,
                record.finished());
        resplit++;
        if (ended == before) {
            long sum = 0;
            for (SubtaskId old : olds) sum += seen.getOrDefault(key(task.job.id(), old, before), 0L);
            seen.put(key(task.job.id(), new SubtaskId(vertex, task.attempt.subtask()), task.parallelism()), sum);
            return null;
        }
        var positions = new TreeMap<Integer, Integer>();
        long records = 0;
        List<SimFlow.Transaction> prepared = new ArrayList<>();
        List<Integer> own = SimFlow.splits(task);
        for (SnapshotRef ref : record.snapshots()) {
            SimFlow.Part part = parts.getOrDefault(record.place(), Map.of()).get(ref.handle());
            if (part == null || ref.subtask().vertex() != vertex) continue;
            part.positions().forEach((split, position) -> {
                if (own.contains(split)) positions.put(split, position);
            });
            if (!olds.contains(ref.subtask())) continue;
            records += part.seen();
            prepared.addAll(part.prepared());
        }
        for (SubtaskId each : record.finished()) {
            if (each.vertex() != vertex) continue;
            int splits = task.job.vertices().get(vertex).parallelism();
            for (int split : SimFlow.splits(splits, each.subtask(), before)) {
                if (own.contains(split)) positions.put(split, task.job.recordsPerSource());
            }
            if (olds.contains(each)) records += seen.getOrDefault(key(task.job.id(), each, before), 0L);
        }
        check(positions.size() == own.size(), "%s has splits %s and finds %s", task, own, positions);
        return new SimFlow.Part(positions, records, prepared);
    }

    private static String key(JobId job, SubtaskId subtask, int parallelism) {
        return job + "/" + subtask.vertex() + "/" + parallelism + "/" + subtask.subtask();
    }

    // ---- what the store and JobMasters do
    /** From now on failover may go back there, so it must be whole; unless the job ended while it was being stored. */
    void toBeStored(CheckpointIndex index) {
        if (world.store.record("results", index.job().value()) != null) return;
        for (CheckpointRef ref : index.completed()) {
            String key = CheckpointRecord.key(index.job(), ref.id());
            if (complete.containsKey(key)) continue;
            HaRecord stored =
                    ref.kind().savepoint() ? metadata.get(ref.place()) : world.store.record("checkpoints", key);
            check(stored != null, "%s is complete, and there is no record of it", ref);
            if (stored instanceof CheckpointRecord record) complete.put(key, positions(record));
        }
    }

    private Map<SubtaskId, Integer> positions(CheckpointRecord record) {
        SimJob job = world.client.job(record.job());
        Map<SubtaskId, Integer> positions = new TreeMap<>();
        for (SubtaskId each : record.finished()) {
            int parallelism = record.vertices().get(each.vertex()).parallelism();
            int splits = job.vertices().get(each.vertex()).parallelism();
            for (int split : SimFlow.splits(splits, each.subtask(), parallelism))
                positions.put(new SubtaskId(each.vertex(), split), job.recordsPerSource());
        }
        for (SnapshotRef ref : record.snapshots()) {
            SimFlow.Part part = parts.getOrDefault(record.place(), Map.of()).get(ref.handle());
            check(part != null, "%s of %s is complete, but %s is not there", record.id(), record.job(), ref);
            if (part == null) continue;
            part.positions()
                    .forEach((split, at) ->
                            positions.put(new SubtaskId(ref.subtask().vertex(), split), at));
        }
        for (HaRecord.CheckpointVertex vertex : record.vertices()) {
            for (int s = 0; s < vertex.parallelism(); s++) {
                var subtask = new SubtaskId(vertex.vertex(), s);
                boolean known = record.finished().contains(subtask)
                        || record.snapshots().stream()
                                .anyMatch(ref -> ref.subtask().equals(subtask));
                check(known, "%s of %s lacks v%s[%s]", record.id(), record.job(), vertex.vertex(), s);
            }
        }
        return positions;
    }

    void triggered(Message.TriggerCheckpoint trigger) {
        FencingToken other =
                takers.putIfAbsent(CheckpointRecord.key(trigger.job(), trigger.checkpointId()), trigger.token());
        check(
                other == null || other.equals(trigger.token()),
                "%s is an id of the JobMaster with token %s too",
                trigger,
                other);
    }

    boolean isComplete(JobId job, long id) {
        return complete.containsKey(CheckpointRecord.key(job, id));
    }

    // ---- what becomes visible
    /** The whole transaction, or nothing if it was before. */
    void commit(SimTask task, SimFlow.Transaction transaction, long checkpoint) {
        JobId job = task.job.id();
        Map<SubtaskId, Integer> positions = complete.get(CheckpointRecord.key(job, checkpoint));
        check(positions != null, "%s of %s commits for %s, which is not complete", task.attempt, job, checkpoint);
        for (SimFlow.Rec rec : transaction.records()) {
            Integer position = positions == null ? null : positions.get(new SubtaskId(rec.vertex(), rec.split()));
            check(
                    position != null && rec.number() < position,
                    "%s of %s commits %s, but checkpoint %s is at %s",
                    task.attempt,
                    job,
                    rec,
                    checkpoint,
                    position);
        }
        if (!committed.add(transaction.name())) return;
        for (SimFlow.Rec rec : transaction.records()) {
            String before = show(task, rec, transaction.name());
            check(before == null, "%s of %s is visible twice, by %s and %s", rec, job, before, transaction.name());
        }
    }

    /** At once, by a sink that knows no transactions: may be there more than once. */
    void emit(SimTask task, SimFlow.Rec rec) {
        show(task, rec, task.attempt.toString());
    }

    private @Nullable String show(SimTask task, SimFlow.Rec rec, String by) {
        Map<Shown, String> ofJob = visible.computeIfAbsent(task.job.id(), key -> new HashMap<>());
        return ofJob.putIfAbsent(new Shown(task.attempt.vertex(), rec), by);
    }

    void finished(SimTask task, SimFlow flow) {
        if (flow.seen() < 0) return;
        seen.put(key(task.job.id(), flow.subtask(), task.parallelism()), flow.seen());
    }

    // ---- the end
    /** Of a job that finished: all input of every source is visible at each sink below it, or the savepoint's share. */
    void atEnd(SimJob job, io.penstock.core.message.JobReport report) {
        Map<SubtaskId, Integer> positions = new TreeMap<>();
        String savepoint = report.checkpoints().operations().stream()
                .filter(each -> each.kind().stops() && each.state() == SavepointOperation.State.COMPLETED)
                .map(SavepointOperation::place)
                .findFirst()
                .orElse("");
        CheckpointRecord record = metadata.get(savepoint);
        if (!savepoint.isEmpty()) {
            stops++;
            check(record != null, "%s was stopped by a savepoint that is not there: %s", job.id(), savepoint);
            // The job may have ended by itself before the index said so: then what was asked for is there all the same.
            if (record != null) positions.putAll(positions(record));
        }
        for (JobVertex sink : job.vertices()) {
            JobVertex source = source(job, sink);
            long expected = 0;
            for (int s = 0; s < source.parallelism(); s++) {
                var subtask = new SubtaskId(source.index(), s);
                int records = savepoint.isEmpty() ? job.recordsPerSource() : positions.getOrDefault(subtask, 0);
                expected += records;
                if (job.isSink(sink))
                    for (int i = 0; i < records; i++) checkVisible(job, sink, new SimFlow.Rec(source.index(), s, i));
            }
            if (savepoint.isEmpty()) checkSeen(job, report.graph(), sink, expected);
        }
        if (!job.transactional()) return;
        long due = expectedVisible(job, savepoint, positions);
        int there = visible.getOrDefault(job.id(), Map.of()).size();
        check(there == due, "%s: %s records are visible instead of %s", job.id(), there, due);
    }

    private static long expectedVisible(SimJob job, String savepoint, Map<SubtaskId, Integer> positions) {
        long expected = 0;
        for (JobVertex sink : job.vertices()) {
            if (!job.isSink(sink)) continue;
            JobVertex source = source(job, sink);
            for (int s = 0; s < source.parallelism(); s++) {
                expected += savepoint.isEmpty()
                        ? job.recordsPerSource()
                        : positions.getOrDefault(new SubtaskId(source.index(), s), 0);
            }
        }
        return expected;
    }

    private void checkVisible(SimJob job, JobVertex sink, SimFlow.Rec rec) {
        boolean there = visible.getOrDefault(job.id(), Map.of()).containsKey(new Shown(sink.index(), rec));
        check(there, "%s of %s is lost at %s", rec, job.id(), sink.name());
    }

    private void checkSeen(SimJob job, @Nullable JobGraph ended, JobVertex vertex, long expected) {
        int parallelism = ended == null
                ? vertex.parallelism()
                : ended.vertices().get(vertex.index()).parallelism();
        long sum = 0;
        for (int s = 0; s < parallelism; s++)
            sum += seen.getOrDefault(key(job.id(), new SubtaskId(vertex.index(), s), parallelism), 0L);
        check(sum == expected, "%s of %s has counted %s instead of %s", vertex.name(), job.id(), sum, expected);
    }

    /** Each vertex of these jobs has one input at most, so one source. */
    private static JobVertex source(SimJob job, JobVertex vertex) {
        JobVertex at = vertex;
        for (boolean more = true; more; ) {
            more = false;
            for (JobEdge edge : job.edges()) {
                if (edge.target() != at.index()) continue;
                at = job.vertices().get(edge.source());
                more = true;
                break;
            }
        }
        return at;
    }

    private void check(boolean holds, String text, @Nullable Object... args) {
        world.invariants.check(holds, text, args);
    }
}
