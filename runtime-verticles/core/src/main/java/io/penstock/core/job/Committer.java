// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.job;

import io.penstock.core.Guard;
import io.penstock.core.message.AttemptId;
import io.penstock.core.message.ExecutionState;
import io.penstock.core.message.Message;
import java.util.List;

/**
 * When every task of the job has finished or prepared, the prepared ones are told to commit, again with each beat until
 * they have. Of a job with checkpoints what they commit is in the last one, from which it can be committed again. Of
 * others nobody could tell afterwards what is visible: so that it commits is decided once, and stored before any of
 * them is told.
 */
final class Committer {
    private static final String STORED = "commit-is-stored/";

    private final JobContext context;
    private final Tasks tasks;
    private final JobWorkers workers;
    /** Whether all are ready and have been told. */
    private boolean committing;
    /** The vertices with prepared tasks, once it is decided that they commit and that must be stored. */
    private List<Integer> decided = List.of();
    /** Whether some may have been told upon that: then it stands, whoever fails to commit and runs again. */
    private boolean told;

    private int decisions;
    private int stored;

    Committer(JobContext context, Tasks tasks, JobWorkers workers) {
        this.context = context;
        this.tasks = tasks;
        this.workers = workers;
    }

    /**
     * Looks at the counts; tells executors once when all are ready.
     *
     * @param mayEnd whether what was prepared is in a complete checkpoint, if the job has them
     * @param repeatable whether the job has checkpoints
     */
    void settle(boolean mayEnd, boolean repeatable) {
        boolean ready = mayEnd && tasks.prepared() > 0 && allAreReady();
        if (ready && !repeatable && decided.isEmpty()) decide();
        if (!ready && !told) decided = List.of();
        boolean may = ready && (repeatable || isStored());
        if (may && !committing) {
            told |= !repeatable;
            workers.all().forEach(this::commit);
        }
        committing = may;
    }

    @Guard(value = "job/all-are-ready", open = true)
    private boolean allAreReady() {
        return tasks.prepared() + tasks.count(ExecutionState.FINISHED) == tasks.size();
    }

    @Guard(value = "job/commit-is-stored", open = true)
    private boolean isStored() {
        return stored == decisions;
    }

    private void decide() {
        decisions++;
        decided = tasks.all().stream()
                .filter(execution -> execution.prepared)
                .map(execution -> execution.vertex)
                .distinct()
                .toList();
    }

    /** An earlier JobMaster had decided it, and may have told nobody, some or all. */
    void resume(List<Integer> vertices) {
        decided = vertices;
        told = true;
    }

    /** The vertices whose tasks commit, as it must be stored; empty if nothing must. */
    List<Integer> decided() {
        return decided;
    }

    /** The timer that tells that the present decision is stored, set behind the write. */
    void startTimer() {
        if (!decided.isEmpty()) context.startTimer(STORED + decisions, context.nowMs());
    }

    /** Whether the timer is one of these. */
    boolean onTimer(String key) {
        if (!key.startsWith(STORED)) return false;
        stored = Integer.parseInt(key.substring(STORED.length()));
        return true;
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
