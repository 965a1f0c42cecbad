// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.job;

import io.penstock.core.Guard;
import io.penstock.core.graph.ExecutionGraph;
import io.penstock.core.graph.RegionId;
import io.penstock.core.graph.Regions;
import io.penstock.core.message.ExecutionState;
import io.penstock.core.scheduling.SchedulingStrategy;
import io.penstock.core.slot.SlotPool.Slot;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/** Whose turn it is: asks the strategy, wants slots, and deploys each region that has all it needs. */
final class Scheduler implements SchedulingStrategy.Progress {
    private final JobContext context;
    private final SchedulingStrategy strategy;
    private final ExecutionGraph graph;
    private final Tasks tasks;
    private final SlotSharing sharing;
    private final JobWorkers workers;

    /** Wanted regions that lack slots. */
    private final LinkedHashSet<JobRegion> unbound = new LinkedHashSet<>();

    /** Wanted regions that have their slots. */
    private final LinkedHashSet<JobRegion> bound = new LinkedHashSet<>();

    /** Those among the bound that have their inputs too, or had when last looked at. */
    private final LinkedHashSet<JobRegion> ready = new LinkedHashSet<>();

    /** How many slots were missing when that last changed, and when it did. */
    private int missingBefore;

    private long stuckSinceMs;

    Scheduler(
            JobContext context,
            SchedulingStrategy strategy,
            ExecutionGraph graph,
            Tasks tasks,
            SlotSharing sharing,
            JobWorkers workers) {
        this.context = context;
        this.strategy = strategy;
        this.graph = graph;
        this.tasks = tasks;
        this.sharing = sharing;
        this.workers = workers;
    }

    @Override
    public boolean inputsProduced(RegionId region) {
        return tasks.region(region).missingInputs == 0;
    }

    @Override
    public boolean producersFinished(RegionId region) {
        for (Regions.Link input : graph.regions().inputs(region)) {
            if (!tasks.finished(input.others().vertex())) return false;
        }
        return true;
    }

    /** Wants an idle region if its turn has come; tells whether it is wanted now. */
    boolean consider(JobRegion region) {
        if (bound.contains(region) && region.missingInputs == 0) ready.add(region);
        if (region.phase != JobRegion.Phase.IDLE) return region.phase == JobRegion.Phase.WANTED;
        if (!strategy.wanted(region.id, this)) return false;
        region.phase = JobRegion.Phase.WANTED;
        for (Execution member : region.members) tasks.enter(member, ExecutionState.SCHEDULED, context.nowMs());
        unbound.add(region);
        sharing.want(region);
        return true;
    }

    /** A wanted region goes back to idle. */
    void unwant(JobRegion region) {
        forget(region);
        sharing.unwant(region);
        region.phase = JobRegion.Phase.IDLE;
        for (Execution member : region.members) tasks.reset(member);
    }

    /** Slots went away: wanted regions that had one of them want again. */
    void rebind() {
        List<JobRegion> hit = new ArrayList<>();
        for (JobRegion region : bound) {
            if (region.members.stream().anyMatch(member -> member.shared.slot == null)) hit.add(region);
        }
        hit.addAll(unbound);
        for (JobRegion region : hit) {
            sharing.unwant(region);
            forget(region);
            unbound.add(region);
        }
        for (JobRegion region : hit) sharing.want(region);
    }

    /** Whether as many slots are missing as that long ago; then it counts from anew. */
    boolean isStuck(long timeoutMs) {
        int missing = missingSlots();
        if (missing == 0 || missing != missingBefore) {
            missingBefore = missing;
            stuckSinceMs = context.nowMs();
        }
        if (missing == 0 || context.nowMs() - stuckSinceMs < timeoutMs) return false;
        stuckSinceMs = context.nowMs();
        return true;
    }

    /**
     * Regions that wait with only some of their slots let go of them, for {@code giveBack} to return, and wait anew: of
     * two jobs that each hold half of what both need, one must yield, or neither ever runs.
     */
    void letGo(Runnable giveBack) {
        List<JobRegion> stuck = new ArrayList<>(unbound);
        if (strategy.deploysTogether()) stuck.addAll(bound);
        for (JobRegion region : stuck) {
            sharing.unwant(region);
            forget(region);
            unbound.add(region);
        }
        giveBack.run();
        for (JobRegion region : stuck) sharing.want(region);
    }

    /** Forgets every wish. */
    void stop() {
        for (JobRegion region : unbound) sharing.unwant(region);
        for (JobRegion region : bound) sharing.unwant(region);
        unbound.clear();
        bound.clear();
        ready.clear();
    }

    private void forget(JobRegion region) {
        unbound.remove(region);
        bound.remove(region);
        ready.remove(region);
    }

    /** Number of slots that wanted regions lack; shared ones may count more than once. */
    int missingSlots() {
        return unbound.stream().mapToInt(region -> region.unbound).sum();
    }

    /**
     * Takes the regions that have all they need and places their tasks, up to the highest attempt number that may be
     * used.
     */
    List<JobRegion> takeReady(int attemptMax) {
        for (JobRegion region : sharing.takeBound()) {
            if (region.unbound > 0 || !unbound.remove(region)) continue;
            bound.add(region);
            if (region.missingInputs == 0) ready.add(region);
        }
        if (ready.isEmpty() || strategy.deploysTogether() && !unbound.isEmpty()) return List.of();
        ready.removeIf(region -> region.missingInputs > 0);
        List<JobRegion> taken =
                ready.stream().filter(region -> isStored(region, attemptMax)).toList();
        for (JobRegion region : taken) place(region);
        return taken;
    }

    /** Whether no later JobMaster can use that attempt number again. */
    @Guard(value = "job/attempt-is-stored", open = true)
    private static boolean isStored(JobRegion region, int attemptMax) {
        return region.attempt <= attemptMax;
    }

    /** The highest attempt number among the regions that have all they need; 0 if there are none. */
    int attemptWanted() {
        return ready.stream().mapToInt(region -> region.attempt).max().orElse(0);
    }

    private void place(JobRegion region) {
        forget(region);
        region.phase = JobRegion.Phase.DEPLOYED;
        for (Execution member : region.members) {
            Slot slot = member.shared.slot;
            if (slot == null) throw new IllegalStateException(member + " has no slot");
            member.slot = slot;
            member.worker = workers.known(slot.worker());
            member.worker.tasks.add(member);
            member.worker.live++;
            tasks.enter(member, ExecutionState.DEPLOYING, context.nowMs());
        }
    }
}
