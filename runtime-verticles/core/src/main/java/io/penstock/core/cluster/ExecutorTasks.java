// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.cluster;

import io.penstock.api.ResourceProfile;
import io.penstock.core.Guard;
import io.penstock.core.cluster.ExecutorSlots.Slot;
import io.penstock.core.message.Action;
import io.penstock.core.message.AllocationId;
import io.penstock.core.message.AttemptId;
import io.penstock.core.message.Deployment;
import io.penstock.core.message.Deployment.TaskDeployment;
import io.penstock.core.message.Endpoint;
import io.penstock.core.message.ExecutionState;
import io.penstock.core.message.FencingToken;
import io.penstock.core.message.JobId;
import io.penstock.core.message.Message;
import io.penstock.core.message.SlotOffer;
import io.penstock.core.message.TaskFailure;
import io.penstock.core.message.TaskReport;
import io.penstock.core.message.WorkerInfo;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a TaskExecutor does with slots and tasks once it is clear that the order is valid. */
final class ExecutorTasks {
    private static final int OVER_REMEMBERED_MAX = 1_000;

    private final ExecutorConfig config;
    private final WorkerInfo worker;
    private final ExecutorSlots slots;
    private final ActionList out;
    /** Jobs that were released, with the token of the release: late messages must not bring them back. */
    private final Remembered<JobId, FencingToken> over = new Remembered<>(OVER_REMEMBERED_MAX);

    private boolean slotsFreed;

    ExecutorTasks(ExecutorConfig config, WorkerInfo worker, ExecutorSlots slots, ActionList out) {
        this.config = config;
        this.worker = worker;
        this.slots = slots;
        this.out = out;
    }

    /** The job was released with that token; what is known of a later one stays known. */
    void remember(JobId job, FencingToken token) {
        if (!token.olderThan(releasedWith(job))) over.put(job, token);
    }

    @Guard(value = "executor/released-job", open = false)
    boolean isOver(JobId job, FencingToken token) {
        return over.contains(job) && !releasedWith(job).olderThan(token);
    }

    /** The token of the release, or the lowest. */
    FencingToken releasedWith(JobId job) {
        FencingToken released = over.get(job);
        return released == null ? FencingToken.NONE : released;
    }

    /** Whether slots became free since the last call. */
    boolean slotsFreed() {
        boolean freed = slotsFreed;
        slotsFreed = false;
        return freed;
    }

    // ---- slots

    /** Holds a slot and offers it. Gives why not, or null. */
    @Nullable
    String hold(ExecutorJob job, AllocationId allocation, ResourceProfile profile, long nowMs) {
        Slot slot = slots.get(allocation);
        if (slot != null) return null;
        if (slots.wasFreed(allocation)) return "the allocation has been used and freed";
        String refusal = slots.refusalOf(profile);
        if (refusal != null) return refusal;
        slots.hold(allocation, job.id, profile, nowMs);
        offer(job, List.of(new SlotOffer(allocation, profile)));
        return null;
    }

    private void offer(ExecutorJob job, List<SlotOffer> offers) {
        out.send(job.master, new Message.OfferSlots(job.id, worker, offers));
    }

    void offersAnswered(ExecutorJob job, Message.OffersAnswer answer) {
        for (AllocationId allocation : answer.accepted()) {
            Slot slot = slots.get(allocation);
            if (slot != null && slot.job.equals(job.id)) slots.accept(slot);
        }
        var rejected = new ArrayList<AllocationId>();
        for (AllocationId allocation : answer.rejected()) {
            Slot slot = slots.get(allocation);
            if (slot != null && !slot.accepted) rejected.add(allocation);
        }
        free(job, rejected);
    }

    /** Frees slots, at once or when their tasks have ended. Those that have prepared go on without. */
    void free(ExecutorJob job, Collection<AllocationId> allocations) {
        var busy = new TreeSet<AllocationId>();
        for (AllocationId allocation : allocations) {
            Slot slot = slots.get(allocation);
            if (slot == null || !slot.job.equals(job.id)) continue;
            slot.leaving = true;
            if (slot.liveTasks > 0) busy.add(allocation);
            else freeNow(slot);
        }
        if (!busy.isEmpty()) cancel(job, job.liveIn(busy));
    }

    void freeUnanswered(long nowMs) {
        for (Slot slot : slots.unanswered(nowMs, config.offerTimeoutMs())) freeNow(slot);
    }

    void releaseSlots(ExecutorJob job) {
        for (Slot slot : slots.of(job.id)) freeNow(slot);
    }

    private void freeNow(Slot slot) {
        slots.free(slot);
        slotsFreed = true;
    }

    // ---- tasks

    void deploy(ExecutorJob job, Deployment deployment) {
        var fresh = new ArrayList<TaskDeployment>(deployment.tasks().size());
        var overtaken = new ArrayList<AttemptId>();
        for (TaskDeployment task : deployment.tasks()) {
            AttemptId attempt = task.attempt();
            if (isKnown(job, attempt)) continue;
            Slot slot = slots.get(task.allocation());
            if (slot == null || slot.leaving || !slot.job.equals(job.id)) {
                refuse(job, attempt, "slot " + task.allocation() + " is not held here for the job");
                continue;
            }
            overtaken.addAll(job.liveBefore(attempt));
            job.add(ExecutorJob.fresh(attempt, ExecutionState.DEPLOYING), task.allocation());
            slots.accept(slot);
            slot.liveTasks++;
            fresh.add(task);
        }
        if (!overtaken.isEmpty()) cancel(job, overtaken);
        if (!fresh.isEmpty()) out.add(new Action.StartTasks(job.id, with(deployment, fresh)));
        report(job);
    }

    /** Whatever became of it, it does not start again. */
    @Guard(value = "executor/known-attempt", open = false)
    private static boolean isKnown(ExecutorJob job, AttemptId attempt) {
        return job.task(attempt) != null || job.isOvertaken(attempt);
    }

    private static Deployment with(Deployment all, List<TaskDeployment> tasks) {
        if (tasks.size() == all.tasks().size()) return all;
        return new Deployment(
                all.spec(),
                all.fingerprint(),
                all.constants(),
                all.workers(),
                all.placements(),
                tasks,
                all.parallelism(),
                all.restore());
    }

    private void refuse(ExecutorJob job, AttemptId attempt, String reason) {
        var failure = TaskFailure.of(TaskFailure.Kind.DEPLOYMENT, reason);
        job.add(new TaskReport(attempt, ExecutionState.FAILED, false, failure), null);
    }

    /** Stops attempts. An unknown one is remembered as cancelled, so that its late deployment does nothing. */
    void cancel(ExecutorJob job, List<AttemptId> attempts) {
        var stop = new ArrayList<AttemptId>(attempts.size());
        for (AttemptId attempt : attempts) {
            TaskReport known = job.task(attempt);
            if (known == null) job.add(ExecutorJob.fresh(attempt, ExecutionState.CANCELED), null);
            else if (job.advance(new TaskReport(attempt, ExecutionState.CANCELING, known.prepared(), null)))
                stop.add(attempt);
            else if (known.state().terminal()) job.repeat(attempt);
        }
        if (!stop.isEmpty()) out.add(new Action.StopTasks(job.id, stop));
        report(job);
    }

    /** Attempts that have prepared: the JobMaster has heard so from here, and it stays so until they end. */
    void commit(ExecutorJob job, List<AttemptId> attempts) {
        if (job.isDoubtful()) {
            report(job);
            return;
        }
        var commit = new ArrayList<AttemptId>(attempts.size());
        for (AttemptId attempt : attempts) {
            TaskReport known = job.task(attempt);
            if (known == null) continue;
            if (known.state().terminal()) job.repeat(attempt);
            else commit.add(attempt);
        }
        if (!commit.isEmpty()) out.add(new Action.CommitTransactions(job.id, commit));
        report(job);
    }

    void progress(ExecutorJob job, TaskReport step) {
        if (!job.advance(step)) return;
        AllocationId left = step.state().terminal() || step.prepared() ? job.leaveSlot(step.attempt()) : null;
        Slot slot = left == null ? null : slots.get(left);
        if (slot != null && --slot.liveTasks == 0 && slot.leaving) freeNow(slot);
        report(job);
    }

    // ---- reports

    private void report(ExecutorJob job) {
        if (!job.ending && job.shouldSend()) send(job);
    }

    private void send(ExecutorJob job) {
        NavigableMap<Long, TaskReport> changes = job.unanswered(config.reportsMax());
        out.send(
                job.master,
                new Message.TaskReports(job.id, worker.node(), changes.lastKey(), List.copyOf(changes.values())));
    }

    void reportsAnswered(ExecutorJob job, long sequence) {
        job.answered(sequence);
        report(job);
    }

    void repeatUnanswered(ExecutorJob job) {
        List<SlotOffer> offers = slots.openOffers(job.id);
        if (!offers.isEmpty()) offer(job, offers);
        if (job.hasUnanswered()) send(job);
    }

    void reportAll(Endpoint to, ExecutorJob job) {
        out.send(
                to,
                new Message.ExecutorReport(
                        job.id,
                        worker,
                        job.token,
                        job.all(),
                        job.placed(),
                        slots.holdingsOf(job),
                        List.copyOf(job.partitions)));
    }
}
