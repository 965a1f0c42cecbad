// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.job;

import io.penstock.core.Guard;
import io.penstock.core.checkpoint.CheckpointCoordinator;
import io.penstock.core.failover.RestartSets;
import io.penstock.core.failover.RestartStrategy;
import io.penstock.core.graph.ExecutionGraph;
import io.penstock.core.graph.RegionId;
import io.penstock.core.message.ExecutionState;
import io.penstock.core.message.JobStatus;
import io.penstock.core.message.TaskFailure;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What follows a failure: who restarts, when, and the way there: stop what lives, wait for the pause to end, count
 * attempts up, start over.
 */
final class Failover {
    private static final String RESTART = "restart/";
    private static final String VISIBLE = " cannot run again, since its output is, or may be, visible already";

    private final JobContext context;
    private final JobLife life;
    private final ExecutionGraph graph;
    private final JobStrategies strategies;
    private final RunningParts parts;

    /** Regions whose pause ends with that timer. */
    private final Map<String, List<JobRegion>> pauses = new LinkedHashMap<>();

    private long pausesStarted;
    private int returning;

    /** The parts of a running job that a restart touches. */
    record RunningParts(
            Tasks tasks,
            Partitions partitions,
            Scheduler scheduler,
            Canceller canceller,
            Agenda agenda,
            CheckpointCoordinator checkpoints) {}

    Failover(JobContext context, JobLife life, ExecutionGraph graph, JobStrategies strategies, RunningParts parts) {
        this.context = context;
        this.life = life;
        this.graph = graph;
        this.strategies = strategies;
        this.parts = parts;
    }

    /**
     * These regions failed, for one reason.
     *
     * @return why the job must fail, or null if it goes on
     */
    @Nullable
    String onFailure(SortedSet<RegionId> failed, TaskFailure failure) {
        if (failure.kind() == TaskFailure.Kind.SNAPSHOT_DAMAGED) return fallBack(failure);
        if (failure.kind().fatal) return failure.message();
        SortedSet<RegionId> set = restartSet(failed);
        String visible = visible(set);
        if (visible != null) return failure.message() + " (" + visible + ")";
        RestartStrategy.Decision decision = strategies.restart().onFailure(failure, context.nowMs());
        if (!decision.restart()) return failure.message() + " (" + decision.reason() + ")";
        life.countRestart();
        restart(set, decision.delayMs(), failure.message());
        return null;
    }

    /** All go back, since what they did after the older checkpoint belongs together. */
    private @Nullable String fallBack(TaskFailure failure) {
        if (!parts.checkpoints.fallBack(failure.message()))
            return failure.message() + " (no older checkpoint is retained)";
        life.countRestart();
        var all = new TreeSet<RegionId>();
        for (JobRegion region : parts.tasks.regions()) all.add(region.id);
        restart(all, 0, failure.message());
        return null;
    }

    /**
     * These start over though they did not fail.
     *
     * @return why the job must fail, or null if it goes on
     */
    @Nullable
    String resume(SortedSet<RegionId> interrupted, String why) {
        SortedSet<RegionId> set = restartSet(interrupted);
        String visible = visible(set);
        if (visible == null) restart(set, 0, why);
        return visible == null ? null : "some tasks are lost (" + visible + ")";
    }

    private SortedSet<RegionId> restartSet(SortedSet<RegionId> failed) {
        var set = new TreeSet<>(failed);
        set.addAll(strategies.failover().regionsToRestart(failed, graph, parts.partitions));
        return RestartSets.withLostInputs(set, graph, parts.partitions);
    }

    /** Why these must not run again, if so: a transaction that is committed cannot be taken back. */
    private @Nullable String visible(SortedSet<RegionId> set) {
        if (parts.checkpoints.repeatable()) return null;
        for (RegionId id : set) {
            if (isVisible(parts.tasks.region(id))) return id + VISIBLE;
        }
        return null;
    }

    @Guard(value = "job/visible-output", open = false)
    private static boolean isVisible(JobRegion region) {
        return region.committed > 0;
    }

    @Guard(value = "job/quiet-region", open = true)
    private static boolean isQuiet(JobRegion region) {
        return region.live == 0;
    }

    private void restart(SortedSet<RegionId> set, long delayMs, String why) {
        long atMs = context.nowMs() + delayMs;
        List<JobRegion> paused = new ArrayList<>();
        for (RegionId id : set) {
            JobRegion region = parts.tasks.region(id);
            if (stop(region, atMs)) paused.add(region);
        }
        if (paused.isEmpty()) return;
        parts.checkpoints.onFailover();
        String pause = "restarts " + (paused.size() == 1 ? "one region" : paused.size() + " regions") + " at "
                + Instant.ofEpochMilli(atMs) + " after: " + why;
        if (life.status() == JobStatus.RUNNING) life.enter(JobStatus.RESTARTING, pause);
        else life.because(pause);
        if (delayMs == 0) return;
        String timer = RESTART + pausesStarted++;
        pauses.put(timer, paused);
        context.startTimer(timer, atMs);
    }

    /** Stops what lives of a region; tells whether it will restart. */
    private boolean stop(JobRegion region, long restartAtMs) {
        switch (region.phase) {
            case IDLE -> {
                return false;
            }
            case WANTED -> {
                parts.scheduler.unwant(region);
                parts.agenda.consider(region);
                return false;
            }
            case RESTARTING -> {
                region.restartAtMs = Math.max(region.restartAtMs, restartAtMs);
                return true;
            }
            case DEPLOYED -> {
                region.phase = JobRegion.Phase.RESTARTING;
                region.restartAtMs = restartAtMs;
                if (!region.returning) returning++;
                region.returning = true;
                for (Execution member : region.members) {
                    if (member.state == ExecutionState.FINISHED) parts.partitions.unfinished(member);
                    else parts.canceller.cancel(member);
                }
                if (region.live == 0) parts.agenda.quiet(region);
                return true;
            }
        }
        throw new AssertionError(region.phase);
    }

    /** Every region is to come back, with the first tasks of its own. */
    void allReturn() {
        for (JobRegion region : parts.tasks.regions()) region.returning = true;
        returning = parts.tasks.regions().size();
    }

    /** A checkpoint completed, or more tasks have finished than ever before: the job gets on. */
    void progressed() {
        strategies.restart().onProgress(context.nowMs());
    }

    /** Whether the timer ended a pause. */
    boolean onTimer(String timer) {
        if (!timer.startsWith(RESTART)) return false;
        List<JobRegion> paused = pauses.remove(timer);
        if (paused != null) for (JobRegion region : paused) parts.agenda.quiet(region);
        return true;
    }

    /**
     * A region is quiet, or its pause is over: when both are true it starts over.
     *
     * @return why it cannot and the job must fail, or null
     */
    @Nullable
    String reviveIfDue(JobRegion region) {
        boolean due =
                region.phase == JobRegion.Phase.RESTARTING && isQuiet(region) && region.restartAtMs <= context.nowMs();
        if (!due) return null;
        if (isVisible(region) && !parts.checkpoints.repeatable())
            return "a task committed while it was being stopped (" + region.id + VISIBLE + ")";
        parts.tasks.passed(region);
        for (Execution member : region.members) {
            if (member.worker != null) member.worker.tasks.remove(member);
            parts.tasks.reset(member);
        }
        region.committed = 0;
        region.nextAttempt();
        region.phase = JobRegion.Phase.IDLE;
        parts.agenda.consider(region);
        return null;
    }

    /** The region was deployed again, or its turn has not come yet: either way it is not what the job waits for. */
    void returned(JobRegion region) {
        if (!region.returning) return;
        region.returning = false;
        returning--;
        if (returning == 0 && life.status() == JobStatus.RESTARTING) life.enter(JobStatus.RUNNING, "");
    }
}
