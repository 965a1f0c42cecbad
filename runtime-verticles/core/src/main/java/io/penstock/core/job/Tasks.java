// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.job;

import io.penstock.core.Guard;
import io.penstock.core.graph.ExecutionGraph;
import io.penstock.core.graph.RegionId;
import io.penstock.core.graph.Regions;
import io.penstock.core.graph.SubtaskRange;
import io.penstock.core.message.AttemptId;
import io.penstock.core.message.ExecutionState;
import io.penstock.core.message.JobReport;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * All executions of a job, by subtask and by region, with counts that are kept, never counted. The only place where an
 * execution's state changes.
 */
final class Tasks {
    private final ExecutionGraph graph;
    private final Execution[] executions;
    private final JobRegion[] regions;
    private final int[] byState = new int[ExecutionState.values().length];
    private final int[] finishedOf;
    private int prepared;
    private PastAttempts past = new PastAttempts();

    /** Everything CREATED, with {@code attempt} as its first attempt number. */
    Tasks(ExecutionGraph graph, SlotSharing sharing, int attempt) {
        this.graph = graph;
        this.executions = new Execution[graph.subtasks()];
        this.regions = new JobRegion[graph.regions().count()];
        this.finishedOf = new int[graph.jobGraph().vertices().size()];
        for (RegionId id : graph.regions().all()) regions[id.index()] = region(id, sharing, attempt);
        byState[ExecutionState.CREATED.ordinal()] = executions.length;
    }

    private JobRegion region(RegionId id, SlotSharing sharing, int attempt) {
        var region = new JobRegion(id, attempt);
        List<Execution> members = new ArrayList<>();
        for (Regions.VertexRange range : graph.regions().ranges(id)) {
            SubtaskRange subtasks = range.subtasks();
            for (int s = subtasks.first(); s < subtasks.end(); s++) {
                var execution = new Execution(range.vertex(), s, region, sharing.slotOf(range.vertex(), s));
                executions[graph.number(range.vertex(), s)] = execution;
                members.add(execution);
            }
        }
        region.members = List.copyOf(members);
        return region;
    }

    Execution get(int vertex, int subtask) {
        return executions[graph.number(vertex, subtask)];
    }

    /** The execution whose current attempt this is, or null. */
    @Nullable
    Execution current(AttemptId attempt) {
        Execution execution = find(attempt);
        return execution != null && isCurrent(execution, attempt) ? execution : null;
    }

    @Guard(value = "job/current-attempt", open = true)
    private static boolean isCurrent(Execution execution, AttemptId attempt) {
        return execution.region.attempt == attempt.attempt();
    }

    /** The execution of that subtask, whatever the attempt; null if there is no such subtask. */
    @Nullable
    Execution find(AttemptId attempt) {
        boolean exists = attempt.vertex() >= 0
                && attempt.vertex() < finishedOf.length
                && attempt.subtask() >= 0
                && attempt.subtask() < parallelism(attempt.vertex());
        return exists ? get(attempt.vertex(), attempt.subtask()) : null;
    }

    int parallelism(int vertex) {
        return graph.jobGraph().vertices().get(vertex).parallelism();
    }

    JobRegion region(RegionId id) {
        return regions[id.index()];
    }

    List<JobRegion> regions() {
        return List.of(regions);
    }

    SortedSet<RegionId> regionsThat(Predicate<JobRegion> are) {
        var ids = new TreeSet<RegionId>();
        for (JobRegion region : regions) if (are.test(region)) ids.add(region.id);
        return ids;
    }

    /** The highest attempt number of any region. */
    int highestAttempt() {
        int highest = 0;
        for (JobRegion region : regions) highest = Math.max(highest, region.attempt);
        return highest;
    }

    List<Execution> all() {
        return List.of(executions);
    }

    int size() {
        return executions.length;
    }

    int count(ExecutionState state) {
        return byState[state.ordinal()];
    }

    /** Number of executions that may exist on executors. */
    int live() {
        return count(ExecutionState.DEPLOYING)
                + count(ExecutionState.INITIALIZING)
                + count(ExecutionState.RUNNING)
                + count(ExecutionState.CANCELING);
    }

    /** Number of executions that wait for their commit. */
    int prepared() {
        return prepared;
    }

    /** Whether all subtasks of a vertex have finished. */
    boolean finished(int vertex) {
        return finishedOf[vertex] == parallelism(vertex);
    }

    /** The only door from state to state within an attempt. */
    void enter(Execution execution, ExecutionState next, long nowMs) {
        if (!execution.state.next().contains(next)) throw new IllegalStateException(execution + " -> " + next);
        move(execution, next);
        if (next == ExecutionState.DEPLOYING) execution.startMs = nowMs;
        if (next.terminal()) {
            execution.endMs = nowMs;
            setPrepared(execution, false);
        }
    }

    void setPrepared(Execution execution, boolean value) {
        if (execution.prepared == value) return;
        execution.prepared = value;
        prepared += value ? 1 : -1;
    }

    /** Sets what an executor reported of an attempt that an earlier JobMaster deployed. */
    void adopt(Execution execution, ExecutionState state, long nowMs) {
        move(execution, state);
        execution.startMs = nowMs;
        if (state.terminal()) execution.endMs = nowMs;
    }

    /** Attempts before the present ones, newest first. */
    List<JobReport.PastAttempt> past() {
        return past.newestFirst();
    }

    /** These take the place of others that have ended, of the same job. */
    void replace(Tasks before) {
        for (JobRegion region : before.regions) before.passed(region);
        past = before.past;
    }

    /** Notes how the region's present attempt went; the next one is about to begin. */
    void passed(JobRegion region) {
        past.add(region);
    }

    /** Ready for the region's next attempt. */
    void reset(Execution execution) {
        setPrepared(execution, false);
        move(execution, ExecutionState.CREATED);
        execution.worker = null;
        execution.commitSent = false;
        execution.cancelAsked = false;
        execution.startMs = -1;
        execution.sentMs = -1;
        execution.endMs = -1;
        execution.counts = null;
    }

    private void move(Execution execution, ExecutionState next) {
        if (execution.live()) execution.region.live--;
        if (execution.state == ExecutionState.FINISHED) countFinished(execution, -1);
        byState[execution.state.ordinal()]--;
        execution.state = next;
        byState[next.ordinal()]++;
        if (next == ExecutionState.FINISHED) countFinished(execution, 1);
        if (execution.live()) execution.region.live++;
    }

    private void countFinished(Execution execution, int change) {
        execution.region.finished += change;
        finishedOf[execution.vertex] += change;
    }
}
