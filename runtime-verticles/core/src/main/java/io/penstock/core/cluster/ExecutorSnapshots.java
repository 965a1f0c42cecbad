// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.cluster;

import io.penstock.core.message.Action;
import io.penstock.core.message.AttemptId;
import io.penstock.core.message.ExecutionState;
import io.penstock.core.message.Message;
import io.penstock.core.message.SnapshotReport;
import io.penstock.core.message.TaskReport;
import io.penstock.core.message.WorkerInfo;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a TaskExecutor does with a job's checkpoints once it is clear that the order is valid. */
final class ExecutorSnapshots {
    private final WorkerInfo worker;
    private final int reportsMax;
    private final ActionList out;

    ExecutorSnapshots(WorkerInfo worker, int reportsMax, ActionList out) {
        this.worker = worker;
        this.reportsMax = reportsMax;
        this.out = out;
    }

    /** Starts barriers, once per attempt and checkpoint; an attempt that does not run declines. */
    void trigger(ExecutorJob job, Message.TriggerCheckpoint trigger) {
        SnapshotLog log = job.snapshots;
        var sources = new ArrayList<AttemptId>();
        for (AttemptId attempt : trigger.sources()) {
            if (!log.isNew(attempt, trigger.checkpointId())) continue;
            TaskReport known = job.task(attempt);
            if (known != null && known.state() == ExecutionState.RUNNING) sources.add(attempt);
            else log.add(declined(attempt, trigger.checkpointId(), known));
        }
        if (!sources.isEmpty()) {
            out.add(new Action.TriggerSnapshots(
                    job.id, trigger.checkpointId(), trigger.kind(), trigger.place(), List.copyOf(sources)));
        }
        report(job);
    }

    private static SnapshotReport declined(AttemptId attempt, long checkpoint, @Nullable TaskReport known) {
        String why = attempt + " is " + (known == null ? "not here" : known.state());
        return SnapshotReport.declined(attempt, checkpoint, why, true);
    }

    /** A part is stored, or was declined by its task. */
    void taken(ExecutorJob job, SnapshotReport taken) {
        if (job.ending || taken.checkpointId() <= job.snapshots.closedUpTo()) return;
        job.snapshots.add(taken);
        report(job);
    }

    /** Commits, once; with {@code finish} as often as it is asked for. */
    void completed(ExecutorJob job, long checkpoint, boolean finish) {
        boolean news = job.snapshots.complete(checkpoint);
        if (news || finish && job.live() > 0) out.add(new Action.CommitCheckpoint(job.id, checkpoint, finish));
    }

    void aborted(ExecutorJob job, long checkpoint) {
        if (job.snapshots.close(checkpoint)) out.add(new Action.AbortSnapshots(job.id, checkpoint));
    }

    void answered(ExecutorJob job, long sequence) {
        job.snapshots.answered(sequence);
        report(job);
    }

    private void report(ExecutorJob job) {
        if (job.snapshots.shouldSend()) send(job);
    }

    /** With the beat. */
    void repeatUnanswered(ExecutorJob job) {
        if (job.snapshots.hasUnanswered()) send(job);
    }

    private void send(ExecutorJob job) {
        var reports = job.snapshots.unanswered(reportsMax);
        out.send(
                job.master,
                new Message.SnapshotReports(job.id, worker.node(), reports.lastKey(), List.copyOf(reports.values())));
    }
}
