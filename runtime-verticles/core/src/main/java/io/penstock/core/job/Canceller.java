// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.job;

import io.penstock.core.message.AttemptId;
import io.penstock.core.message.ExecutionState;
import io.penstock.core.message.Message;
import io.penstock.core.message.NodeId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Stops tasks: one message per executor and event, repeated with the beat until each has ended, for a limited time. */
final class Canceller {
    private final JobContext context;
    private final Tasks tasks;
    private final SortedMap<NodeId, List<AttemptId>> pending = new TreeMap<>();

    /** In the order of their deadlines, since all have the same time. */
    private final ArrayDeque<Deadline> deadlines = new ArrayDeque<>();

    private record Deadline(Execution execution, int attempt, long atMs) {}

    Canceller(JobContext context, Tasks tasks) {
        this.context = context;
        this.tasks = tasks;
    }

    /** Asks a live task to stop, unless it was asked. */
    void cancel(Execution execution) {
        JobWorker worker = execution.worker;
        if (worker == null || execution.cancelAsked || !execution.live()) return;
        execution.cancelAsked = true;
        if (execution.state != ExecutionState.CANCELING)
            tasks.enter(execution, ExecutionState.CANCELING, context.nowMs());
        worker.deploying.remove(execution);
        worker.canceling.add(execution);
        deadlines.add(new Deadline(
                execution,
                execution.region.attempt,
                context.nowMs() + context.config().cancelTimeoutMs()));
        cancel(worker.node, execution.attempt());
    }

    /** Asks an executor to stop what it should not have, or to say that it has not. */
    void cancel(NodeId worker, AttemptId attempt) {
        pending.computeIfAbsent(worker, absent -> new ArrayList<>()).add(attempt);
    }

    /** Asks again. */
    void repeat(JobWorker worker) {
        for (Execution execution : worker.canceling) cancel(worker.node, execution.attempt());
    }

    /** Sends what was asked for during this event. */
    void flush() {
        if (pending.isEmpty()) return;
        pending.forEach((worker, attempts) -> context.sendToExecutor(
                worker, new Message.CancelTasks(context.job(), context.token(), List.copyOf(attempts))));
        pending.clear();
    }

    /** Those that did not stop in time; each is named once. */
    List<Execution> overdue() {
        List<Execution> overdue = new ArrayList<>();
        while (!deadlines.isEmpty() && deadlines.element().atMs <= context.nowMs()) {
            Deadline deadline = deadlines.remove();
            Execution execution = deadline.execution;
            boolean same = execution.region.attempt == deadline.attempt;
            if (same && execution.cancelAsked && execution.state == ExecutionState.CANCELING) overdue.add(execution);
        }
        return overdue;
    }
}
