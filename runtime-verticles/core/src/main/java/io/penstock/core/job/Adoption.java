// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.job;

import io.penstock.core.Guard;
import io.penstock.core.graph.RegionId;
import io.penstock.core.message.AllocationId;
import io.penstock.core.message.AttemptId;
import io.penstock.core.message.Deployment;
import io.penstock.core.message.ExecutionState;
import io.penstock.core.message.Message;
import io.penstock.core.message.NodeId;
import io.penstock.core.message.PartitionId;
import io.penstock.core.message.SlotOffer;
import io.penstock.core.message.SlotReport;
import io.penstock.core.message.TaskReport;
import io.penstock.core.slot.SlotPool;
import io.penstock.core.slot.SlotPool.Slot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Makes the books of a new JobMaster from the reports of all executors. Of each region the highest attempt that anybody
 * knows is the current one; it goes on if all its members are there, and is broken if some were never sent out, are
 * lost, or were being stopped. Lower attempts that live are stopped.
 *
 * <p>Once it is decided that tasks commit, none of those runs again: who is missing had finished, unless it had a
 * transaction, of which nobody can tell.
 */
final class Adoption {
    private final Tasks tasks;
    private final SlotPool pool;
    private final SlotSharing sharing;
    private final Partitions partitions;
    private final Canceller canceller;
    private final Known known;
    private final List<JobWorker> workers = new ArrayList<>();
    private final Map<Execution, Claim> claims = new LinkedHashMap<>();
    private final SortedMap<NodeId, SortedSet<PartitionId>> listed = new TreeMap<>();
    private final TreeSet<RegionId> broken = new TreeSet<>();
    private final TreeSet<RegionId> failed = new TreeSet<>();
    private @Nullable Claim firstFailed;
    private @Nullable Execution inDoubt;

    /** What one executor says of one attempt. */
    private record Claim(
            JobWorker worker, TaskReport report, @Nullable AllocationId allocation) {
        int attempt() {
            return report.attempt().attempt();
        }
    }

    /**
     * What an earlier JobMaster stored.
     *
     * @param since lower attempts are of another parallelism, and nothing of them counts
     * @param committing vertices whose tasks were to commit, all others having finished; empty if that was not decided
     */
    record Known(int since, List<Integer> committing) {}

    Adoption(Tasks tasks, SlotPool pool, SlotSharing sharing, Partitions partitions, Canceller canceller, Known known) {
        this.tasks = tasks;
        this.pool = pool;
        this.sharing = sharing;
        this.partitions = partitions;
        this.canceller = canceller;
        this.known = known;
    }

    /** One executor's report. */
    void add(JobWorker worker, Message.ExecutorReport report, long nowMs) {
        for (SlotReport.Holding holding : report.slots()) {
            pool.add(worker.node, new SlotOffer(holding.allocation(), holding.profile()), nowMs);
        }
        workers.add(worker);
        listed.put(worker.node, new TreeSet<>(report.partitions()));
        var allocations = new TreeMap<AttemptId, AllocationId>();
        for (Deployment.TaskDeployment each : report.placed()) allocations.put(each.attempt(), each.allocation());
        for (TaskReport task : report.tasks()) {
            Execution execution = tasks.find(task.attempt());
            var claim = new Claim(worker, task, allocations.get(task.attempt()));
            if (execution == null || isOfOtherScale(claim)) dismiss(claim);
            else claim(execution, claim);
        }
    }

    private boolean isOfOtherScale(Claim claim) {
        return claim.attempt() < known.since;
    }

    private void claim(Execution execution, Claim claim) {
        Claim other = claims.get(execution);
        if (other != null && other.attempt() >= claim.attempt()) {
            dismiss(claim);
            return;
        }
        if (other != null) dismiss(other);
        claims.put(execution, claim);
    }

    private void dismiss(Claim claim) {
        if (claim.report.state().terminal()) return;
        canceller.cancel(claim.worker.node, claim.report.attempt());
        claim.worker.cleared = false;
    }

    /**
     * Where something is still being stopped nothing is sent before the worker says that it has: the same may run
     * there.
     */
    private void keepOff(JobWorker worker) {
        for (Slot slot : pool.on(worker.node)) if (slot.free() && !slot.pinned()) pool.remove(slot);
    }

    /** When all reports are in. */
    void finish(long nowMs) {
        for (JobRegion region : tasks.regions()) adopt(region, nowMs);
        List<Execution> finished = new ArrayList<>();
        for (Execution execution : claims.keySet()) {
            if (execution.state == ExecutionState.FINISHED) finished.add(execution);
        }
        partitions.finished(finished);
        for (Execution execution : finished) checkPartitions(execution);
        for (JobWorker worker : workers) if (!worker.cleared) keepOff(worker);
    }

    /** Regions that must start over since they cannot go on as they are. */
    SortedSet<RegionId> broken() {
        return broken;
    }

    /** A task that may have committed, or not: nobody can tell any more. */
    @Nullable
    Execution inDoubt() {
        return inDoubt;
    }

    /** Regions with failures that nobody dealt with, or null. */
    JobRun.@Nullable Failed failed() {
        return firstFailed == null ? null : new JobRun.Failed(failed, firstFailed.report, firstFailed.worker.node);
    }

    private void adopt(JobRegion region, long nowMs) {
        int attempt = 0;
        for (Execution member : region.members) {
            Claim claim = claims.get(member);
            if (claim != null) attempt = Math.max(attempt, claim.attempt());
        }
        boolean ready = isDecided() && !isAtWork(region, attempt);
        if (attempt > 0) region.attempt = attempt;
        else if (!ready) return;
        region.phase = JobRegion.Phase.DEPLOYED;
        boolean whole = true;
        for (Execution member : region.members) {
            Claim claim = claims.get(member);
            if (claim != null && claim.attempt() < attempt) {
                dismiss(claim);
                claims.remove(member);
                claim = null;
            }
            boolean goesOn = claim == null ? ready && hadFinished(member, nowMs) : adopt(member, claim, nowMs);
            if (!goesOn && ready && inDoubt == null) inDoubt = member;
            whole &= goesOn;
        }
        if (!whole) broken.add(region.id);
    }

    /** Whether the region runs again since one of its tasks could not commit: then it has not been told to since. */
    private boolean isAtWork(JobRegion region, int attempt) {
        for (Execution member : region.members) {
            Claim claim = claims.get(member);
            if (claim == null || claim.attempt() < attempt) continue;
            if (!claim.report.state().terminal() && !claim.report.prepared()) return true;
        }
        return false;
    }

    /** Nobody knows a member of a region that was to commit. Tells whether it had done its work all the same. */
    private boolean hadFinished(Execution member, long nowMs) {
        boolean had = !known.committing.contains(member.vertex);
        if (had) tasks.adopt(member, ExecutionState.FINISHED, nowMs);
        return had;
    }

    @Guard(value = "job/commit-is-decided", open = false)
    private boolean isDecided() {
        return !known.committing.isEmpty();
    }

    /** Tells whether the member can go on. */
    private boolean adopt(Execution member, Claim claim, long nowMs) {
        ExecutionState state = claim.report.state();
        member.worker = claim.worker;
        tasks.adopt(member, state, nowMs);
        member.counts = claim.report.counts();
        if (member.live()) place(member, claim);
        if (state == ExecutionState.FINISHED && claim.report.prepared()) member.region.committed++;
        if (state == ExecutionState.FAILED) {
            failed.add(member.region.id);
            if (firstFailed == null) firstFailed = claim;
        }
        return switch (state) {
            case INITIALIZING, RUNNING, DEPLOYING, FINISHED -> true;
            case FAILED, CANCELING, CANCELED, CREATED, SCHEDULED -> false;
        };
    }

    private void place(Execution member, Claim claim) {
        claim.worker.tasks.add(member);
        claim.worker.live++;
        Slot slot = claim.allocation == null ? null : pool.get(claim.worker.node, claim.allocation);
        if (claim.report.prepared()) {
            tasks.setPrepared(member, true);
            claim.worker.prepared.add(member);
        } else if (slot != null) {
            sharing.adopt(member, slot);
        }
    }

    private void checkPartitions(Execution execution) {
        JobWorker worker = execution.worker;
        if (worker == null || !partitions.holdsNeeded(execution)) return;
        worker.tasks.add(execution);
        SortedSet<PartitionId> there = listed.get(worker.node);
        for (PartitionId needed : partitions.of(execution)) {
            boolean gone = there == null || !there.contains(needed);
            if (gone && partitions.missing(needed)) broken.add(execution.region.id);
        }
    }
}
