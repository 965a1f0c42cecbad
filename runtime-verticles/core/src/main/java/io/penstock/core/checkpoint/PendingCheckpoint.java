// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.checkpoint;

import io.penstock.core.graph.JobGraph;
import io.penstock.core.graph.JobVertex;
import io.penstock.core.graph.SubtaskId;
import io.penstock.core.message.AttemptId;
import io.penstock.core.message.CheckpointKind;
import io.penstock.core.message.CheckpointRef;
import io.penstock.core.message.HaRecord;
import io.penstock.core.message.HaRecord.CheckpointRecord;
import io.penstock.core.message.NodeId;
import io.penstock.core.message.SnapshotRef;
import io.penstock.core.message.SnapshotReport;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The checkpoint under way: who has yet to report, and what was reported. */
final class PendingCheckpoint {
    /** How far it is. */
    enum Phase {
        /** Parts are missing. */
        COLLECTING,
        /** All parts are there; somebody looks whether that is true. */
        VERIFYING,
        /** It is being written down; from here it can't be taken back. */
        STORING
    }

    final long id;
    final CheckpointKind kind;
    final String place;
    /** The operation it is taken for; empty if it is taken in turn. */
    final String operation;

    final long triggeredMs;
    /** Whether all input had been processed when it began. */
    final boolean last;

    Phase phase = Phase.COLLECTING;
    /** Whether its record was sent to be stored. */
    boolean sent;

    private final List<SubtaskId> finished;
    /** Those without a part, and where they are. */
    private final NavigableMap<AttemptId, NodeId> open = new TreeMap<>();
    /** Those that barriers start from. */
    private final NavigableMap<NodeId, List<AttemptId>> heads = new TreeMap<>();

    private final NavigableMap<SubtaskId, SnapshotRef> parts = new TreeMap<>();
    private final int tasks;
    private long bytes;
    private long alignmentMs;
    private long syncMs;
    private long asyncMs;

    PendingCheckpoint(long id, CheckpointKind kind, String place, String operation, CheckpointHost host) {
        this.id = id;
        this.kind = kind;
        this.place = place;
        this.operation = operation;
        this.triggeredMs = host.nowMs();
        this.last = host.atEnd();
        this.finished = host.finished();
        for (CheckpointHost.Participant each : host.participants()) {
            open.put(each.attempt(), each.worker());
            if (each.head())
                heads.computeIfAbsent(each.worker(), absent -> new ArrayList<>())
                        .add(each.attempt());
        }
        this.tasks = open.size();
    }

    /** Who is to start barriers and has not reported, by executor. */
    NavigableMap<NodeId, List<AttemptId>> untold() {
        var untold = new TreeMap<NodeId, List<AttemptId>>();
        heads.forEach((worker, attempts) -> {
            List<AttemptId> still = attempts.stream().filter(open::containsKey).toList();
            if (!still.isEmpty()) untold.put(worker, still);
        });
        return untold;
    }

    /** Takes a part; tells whether it was missing. */
    boolean take(SnapshotReport report, SnapshotRef ref) {
        if (open.remove(report.attempt()) == null) return false;
        parts.put(ref.subtask(), ref);
        bytes += ref.bytes();
        alignmentMs = Math.max(alignmentMs, report.alignmentMs());
        syncMs = Math.max(syncMs, report.syncMs());
        asyncMs = Math.max(asyncMs, report.asyncMs());
        return true;
    }

    boolean waitsFor(AttemptId attempt) {
        return open.containsKey(attempt);
    }

    boolean whole() {
        return open.isEmpty();
    }

    int tasks() {
        return tasks;
    }

    int acknowledged() {
        return tasks - open.size();
    }

    /** The first that is missing; null if none is. */
    @Nullable
    AttemptId missing() {
        return open.isEmpty() ? null : open.firstKey();
    }

    CheckpointRef ref(long completedMs) {
        return new CheckpointRef(id, kind, place, triggeredMs, completedMs, bytes, alignmentMs, syncMs, asyncMs);
    }

    /** The subtasks that had ended when it began. */
    List<SubtaskId> finished() {
        return finished;
    }

    CheckpointRecord record(CheckpointHost host) {
        JobGraph graph = host.graph();
        List<HaRecord.CheckpointVertex> vertices = new ArrayList<>();
        for (JobVertex v : graph.vertices()) {
            vertices.add(new HaRecord.CheckpointVertex(
                    v.index(), v.vertexId(), v.name(), v.parallelism(), v.maxParallelism(), SavepointFit.stateful(v)));
        }
        return new CheckpointRecord(
                host.job(),
                id,
                kind,
                host.token(),
                place,
                triggeredMs,
                host.nowMs(),
                bytes,
                graph.fingerprint(),
                vertices,
                List.copyOf(parts.values()),
                finished);
    }
}
