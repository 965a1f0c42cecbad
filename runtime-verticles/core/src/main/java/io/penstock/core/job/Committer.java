// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.job;

import io.penstock.core.Guard;
import io.penstock.core.message.AttemptId;
import io.penstock.core.message.ExecutionState;
import io.penstock.core.message.Message;
import java.util.List;

/**
 * When every task of the job has finished or prepared, the prepared ones are told to commit, again with each beat until
 * they have.
 */
final class Committer {
    private final JobContext context;
    private final Tasks tasks;
    private final JobWorkers workers;
    private boolean committing;

    Committer(JobContext context, Tasks tasks, JobWorkers workers) {
        this.context = context;
        this.tasks = tasks;
        this.workers = workers;
    }

    /**
     * Looks at the counts; tells executors once when all are ready.
     *
     * @param mayEnd whether what was prepared is in a complete checkpoint, if the job has them
     */
    void settle(boolean mayEnd) {
        boolean ready = mayEnd && tasks.prepared() > 0 && allAreReady();
        if (ready && !committing) workers.all().forEach(this::commit);
        committing = ready;
    }

    @Guard(value = "job/all-are-ready", open = true)
    private boolean allAreReady() {
        return tasks.prepared() + tasks.count(ExecutionState.FINISHED) == tasks.size();
    }

    /** Tells one executor again. */
    void repeat(JobWorker worker) {
        if (committing) commit(worker);
    }

    /**
     * Whether all input of the job is processed: whoever is lost now takes nothing with it that is still to be read.
     */
    boolean committing() {
        return committing;
    }

    private void commit(JobWorker worker) {
        if (worker.prepared.isEmpty()) return;
        for (Execution execution : worker.prepared) execution.commitSent = true;
        List<AttemptId> attempts =
                worker.prepared.stream().map(Execution::attempt).toList();
        context.sendToExecutor(worker.node, new Message.CommitTasks(context.job(), context.token(), attempts));
    }
}
