// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.job;

import io.penstock.core.message.ExecutionState;
import io.penstock.core.message.Message;
import io.penstock.core.message.NodeId;
import io.penstock.core.message.TaskFailure;
import io.penstock.core.message.TaskReport;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes what executors report of attempts. Whatever is late, doubled or about an attempt that is no longer current
 * changes nothing and is counted; if such an attempt still lives it is told to stop.
 */
final class TaskTracker {
    private final JobContext context;
    private final Tasks tasks;
    private final SlotSharing sharing;
    private final Partitions partitions;
    private final Canceller canceller;
    private final Agenda agenda;
    private long ignored;

    TaskTracker(
            JobContext context,
            Tasks tasks,
            SlotSharing sharing,
            Partitions partitions,
            Canceller canceller,
            Agenda agenda) {
        this.context = context;
        this.tasks = tasks;
        this.sharing = sharing;
        this.partitions = partitions;
        this.canceller = canceller;
        this.agenda = agenda;
    }

    /** Reports that changed nothing. */
    long ignored() {
        return ignored;
    }

    /** Whether a message of reports is new; answers it in any case. */
    boolean isNews(NodeId from, @Nullable JobWorker worker, long sequence) {
        boolean news = worker == null || sequence > worker.reportsSeen;
        long seen = worker == null ? sequence : Math.max(sequence, worker.reportsSeen);
        if (worker != null) worker.reportsSeen = seen;
        if (!news) ignored++;
        context.sendToExecutor(from, new Message.TaskReportsAnswer(context.job(), context.token(), seen));
        return news;
    }

    /**
     * Takes one report.
     *
     * @return the execution that failed by it and whose failure nobody expected, or null
     */
    @Nullable
    Execution take(NodeId from, TaskReport report) {
        Execution execution = tasks.current(report.attempt());
        if (execution == null || execution.worker == null || !execution.worker.node.equals(from)) {
            ignored++;
            if (!report.state().terminal()) canceller.cancel(from, report.attempt());
            return null;
        }
        execution.worker.deploying.remove(execution);
        if (report.state() == execution.state) {
            if (report.prepared()) prepared(execution);
            else ignored++;
            return null;
        }
        if (!execution.state.next().contains(report.state())) {
            ignored++;
            boolean givenUp = execution.state.terminal() && execution.state != ExecutionState.FINISHED;
            if (givenUp && !report.state().terminal()) canceller.cancel(from, report.attempt());
            return null;
        }
        if (!report.state().terminal()) {
            tasks.enter(execution, report.state(), context.nowMs());
            if (report.prepared()) prepared(execution);
            return null;
        }
        boolean expected = execution.cancelAsked;
        execution.counts = report.counts();
        boolean transaction = execution.prepared || report.prepared();
        end(execution, report.state(), transaction && report.state() == ExecutionState.FINISHED);
        return expected || report.state() == ExecutionState.FINISHED ? null : execution;
    }

    /** The failure that a report tells, or what it amounts to. */
    static TaskFailure failureOf(TaskReport report) {
        TaskFailure failure = report.failure();
        if (failure != null) return failure;
        return TaskFailure.of(
                TaskFailure.Kind.INTERNAL,
                report.attempt()
                        + (report.state() == ExecutionState.CANCELED
                                ? " was stopped by its executor, or was not known to it"
                                : " failed without saying why"));
    }

    /** A live task is given up: whatever it did last, nobody will tell. */
    void giveUp(Execution execution) {
        end(execution, ExecutionState.FAILED, execution.commitSent);
    }

    private void end(Execution execution, ExecutionState state, boolean committed) {
        JobWorker worker = execution.worker;
        if (worker == null) throw new IllegalStateException(execution + " was nowhere");
        tasks.enter(execution, state, context.nowMs());
        worker.live--;
        worker.deploying.remove(execution);
        worker.canceling.remove(execution);
        worker.prepared.remove(execution);
        sharing.left(execution);
        boolean counts = state == ExecutionState.FINISHED && !execution.cancelAsked;
        if (counts) partitions.finished(List.of(execution));
        if (!counts || !partitions.holdsNeeded(execution)) worker.tasks.remove(execution);
        JobRegion region = execution.region;
        if (committed) region.committed++;
        if (region.live == 0 && region.phase == JobRegion.Phase.RESTARTING) agenda.quiet(region);
    }

    private void prepared(Execution execution) {
        JobWorker worker = execution.worker;
        if (worker == null || !execution.live() || execution.prepared || execution.cancelAsked) return;
        tasks.setPrepared(execution, true);
        worker.prepared.add(execution);
        sharing.left(execution);
    }
}
