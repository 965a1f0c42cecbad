// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.job;

import io.penstock.core.message.AttemptId;
import io.penstock.core.message.HaRecord.AttemptRecord;
import io.penstock.core.message.JobReport;
import io.penstock.core.message.JobScale;
import io.penstock.core.message.JobStatus;
import io.penstock.core.message.Message;
import io.penstock.core.message.NodeId;
import io.penstock.core.message.TaskFailure;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The job's status, why, since when, and what went wrong so far. */
final class JobLife {
    private final JobContext context;
    private final SortedMap<JobStatus, Long> sinceMs = new TreeMap<>();
    private final ArrayDeque<JobReport.FailureEntry> failures = new ArrayDeque<>();
    private JobStatus status = JobStatus.CREATED;
    private String reason = "";
    private int restarts;
    private int failuresInAll;
    private @Nullable TaskFailure rootCause;
    private @Nullable JobScale scale;
    private final Rescales rescales = new Rescales();

    JobLife(JobContext context, long createdMs) {
        this.context = context;
        sinceMs.put(JobStatus.CREATED, createdMs);
    }

    JobStatus status() {
        return status;
    }

    /** Why it is in this status; what it waits for is said elsewhere. */
    String reason() {
        return reason;
    }

    /** Whether it is on its way to an end, or there. */
    boolean ending() {
        return switch (status) {
            case CREATED, RUNNING, RESTARTING -> false;
            case CANCELING, CANCELED, FAILING, FAILED, FINISHED -> true;
        };
    }

    /** The only door from status to status. */
    void enter(JobStatus next, String why) {
        if (!status.next().contains(next)) throw new IllegalStateException(status + " -> " + next + ": " + why);
        context.info(status + " -> " + next + (why.isEmpty() ? "" : ": " + why));
        status = next;
        reason = why;
        sinceMs.put(next, context.nowMs());
        if (!next.terminal()) sayAlive(why);
    }

    /** Another reason for the same status. */
    void because(String why) {
        reason = why;
    }

    /** The sign of life to the Dispatcher. */
    void sayAlive(String waitsFor) {
        context.sendToDispatcher(new Message.JobMasterAlive(context.job(), context.token(), status, waitsFor));
    }

    void countRestart() {
        restarts++;
    }

    /** Remembers a failure, as the cause of whatever follows. */
    void failed(TaskFailure failure, @Nullable AttemptId attempt, @Nullable NodeId worker) {
        rootCause = failure;
        failuresInAll++;
        failures.addFirst(new JobReport.FailureEntry(context.nowMs(), attempt, worker, failure));
        if (failures.size() > context.config().failuresMax()) failures.removeLast();
    }

    /** Goes on with what an earlier JobMaster knew. */
    void recall(AttemptRecord known) {
        restarts = known.restarts();
        scale = known.scale();
        failures.addAll(known.failures());
        if (!failures.isEmpty()) rootCause = failures.getFirst().failure();
    }

    /** What a later JobMaster must know. */
    AttemptRecord record(int highestAttempt, String failing, List<Integer> committing) {
        return new AttemptRecord(context.job(), highestAttempt, restarts, failures(), failing, scale, committing);
    }

    /** It is that parallel from now on; to be stored before anything follows from it. */
    void rescaled(JobScale next) {
        scale = next;
    }

    /** Null as long as it is as parallel as its program says. */
    @Nullable
    JobScale scale() {
        return scale;
    }

    /** How it came to be so parallel. */
    Rescales rescales() {
        return rescales;
    }

    /** Grows with each failure that this JobMaster saw. */
    int failuresInAll() {
        return failuresInAll;
    }

    int restarts() {
        return restarts;
    }

    @Nullable
    TaskFailure rootCause() {
        return rootCause;
    }

    List<JobReport.FailureEntry> failures() {
        return List.copyOf(failures);
    }

    SortedMap<JobStatus, Long> sinceMs() {
        return Collections.unmodifiableSortedMap(new TreeMap<>(sinceMs));
    }
}
