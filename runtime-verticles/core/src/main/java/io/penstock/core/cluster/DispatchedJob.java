// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.cluster;

import io.penstock.core.graph.JobGraph;
import io.penstock.core.message.CheckpointStats;
import io.penstock.core.message.Endpoint;
import io.penstock.core.message.ExecutionState;
import io.penstock.core.message.FencingToken;
import io.penstock.core.message.HaRecord.JobRecord;
import io.penstock.core.message.JobId;
import io.penstock.core.message.JobReport;
import io.penstock.core.message.JobStatus;
import io.penstock.core.message.JobSummary;
import io.penstock.core.message.NodeId;
import io.penstock.core.message.TaskFailure;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the Dispatcher knows of a job that has not ended. */
final class DispatchedJob {
    final JobId id;
    JobRecord record;
    /** Whether the record was sent to the store: from then on the job is accepted. */
    boolean accepted;
    /** Who waits to hear that, by request id. */
    final Map<String, Endpoint> submitters = new LinkedHashMap<>();

    final long arrivedMs;

    @Nullable
    NodeId evaluator;

    long evaluationAskedMs;
    int evaluationTries;

    /**
     * Whether its JobMaster was placed in this reign: then the host may be told again, else it might start a dead one's
     * token once more.
     */
    boolean placedHere;

    /** Whether the JobMaster of the record's token was heard of in this reign. */
    boolean confirmed;

    /** How it ended without a JobMaster, while that is being stored. */
    @Nullable
    JobReport end;

    long masterHeardMs;
    /**
     * Its JobMaster's node is said to be gone: unless heard of by then, it gets a successor. {@code Long.MAX_VALUE}:
     * nothing is said.
     */
    long goneAtMs = Long.MAX_VALUE;

    JobStatus status = JobStatus.CREATED;
    String reason = "";

    DispatchedJob(JobRecord record, long nowMs) {
        this.id = record.spec().jobId();
        this.record = record;
        this.arrivedMs = nowMs;
        this.masterHeardMs = nowMs;
    }

    String name() {
        JobGraph graph = record.graph();
        return graph == null ? record.spec().entryClass() : graph.name();
    }

    @Nullable
    Endpoint master() {
        NodeId node = record.jobMaster();
        return node == null ? null : Endpoint.jobMaster(node, id);
    }

    void evaluated(JobGraph graph, SortedMap<String, String> constants) {
        record = new JobRecord(
                record.spec(),
                record.submittedMs(),
                graph,
                constants,
                record.jobMaster(),
                record.jobToken(),
                record.cancelRequested(),
                record.starts());
        evaluator = null;
    }

    /** {@code first}: whether it is certain that no JobMaster was ever placed before. */
    void placed(NodeId node, FencingToken jobToken, boolean first, long nowMs) {
        record = new JobRecord(
                record.spec(),
                record.submittedMs(),
                record.graph(),
                record.constants(),
                node,
                jobToken,
                record.cancelRequested(),
                record.starts() + (first ? 1 : 2));
        placedHere = true;
        confirmed = false;
        masterHeardMs = nowMs;
        goneAtMs = Long.MAX_VALUE;
    }

    void cancelRequested() {
        record = new JobRecord(
                record.spec(),
                record.submittedMs(),
                record.graph(),
                record.constants(),
                record.jobMaster(),
                record.jobToken(),
                true,
                record.starts());
    }

    JobSummary summary() {
        List<Integer> noTasks = Collections.nCopies(ExecutionState.values().length, 0);
        return new JobSummary(id, name(), status, record.submittedMs(), -1, noTasks);
    }

    /** The job as the Dispatcher sees it: without its tasks. */
    JobReport report() {
        return report(status, -1, reason, null);
    }

    /** The report of a job that ends without a JobMaster. */
    JobReport ended(JobStatus endStatus, long nowMs, @Nullable TaskFailure cause) {
        return report(endStatus, nowMs, cause == null ? "" : cause.message(), cause);
    }

    private JobReport report(JobStatus shown, long endMs, String why, @Nullable TaskFailure cause) {
        var since = new TreeMap<JobStatus, Long>();
        since.put(JobStatus.CREATED, record.submittedMs());
        if (endMs >= 0) since.put(shown, endMs);
        List<JobReport.FailureEntry> failures =
                cause == null ? List.of() : List.of(new JobReport.FailureEntry(endMs, null, null, cause));
        return new JobReport(
                id,
                name(),
                shown,
                why,
                record.submittedMs(),
                endMs,
                record.jobToken(),
                since,
                record.graph(),
                List.of(),
                0,
                cause,
                failures,
                CheckpointStats.NONE,
                List.of(),
                List.of());
    }
}
