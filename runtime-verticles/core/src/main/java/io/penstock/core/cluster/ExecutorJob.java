// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.cluster;

import io.penstock.core.message.AllocationId;
import io.penstock.core.message.AttemptId;
import io.penstock.core.message.Deployment.TaskDeployment;
import io.penstock.core.message.Endpoint;
import io.penstock.core.message.ExecutionState;
import io.penstock.core.message.FencingToken;
import io.penstock.core.message.JobId;
import io.penstock.core.message.PartitionId;
import io.penstock.core.message.TaskReport;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a worker knows of one job: whom it obeys, the attempts it has seen, and which of their changes are not yet
 * answered.
 */
final class ExecutorJob {
    /** One attempt; never goes back from a terminal state. */
    private static final class Task {
        TaskReport report;
        /** The slot it lives in, until it has ended or prepared. */
        @Nullable
        AllocationId allocation;

        long changedAt;

        Task(TaskReport report, @Nullable AllocationId allocation) {
            this.report = report;
            this.allocation = allocation;
        }
    }

    final JobId id;
    FencingToken token;
    Endpoint master;
    long heardMs;
    /** The job is over here once its tasks have ended; then the answer goes to {@link #releaseAsker}. */
    boolean ending;

    @Nullable
    Endpoint releaseAsker;

    final SnapshotLog snapshots = new SnapshotLog();
    final Set<PartitionId> partitions = new TreeSet<>();

    private final NavigableMap<AttemptId, Task> tasks = new TreeMap<>();
    private final NavigableMap<Long, AttemptId> unanswered = new TreeMap<>();
    private long changes;
    private long sentUpTo;
    private long doubtedUpTo;
    private int live;

    ExecutorJob(JobId id, FencingToken token, Endpoint master, long nowMs) {
        this.id = id;
        this.token = token;
        this.master = master;
        this.heardMs = nowMs;
    }

    int live() {
        return live;
    }

    @Nullable
    TaskReport task(AttemptId attempt) {
        Task task = tasks.get(attempt);
        return task == null ? null : task.report;
    }

    /**
     * The attempt has ended, or only waits for its commit: either way nothing of it runs in its slot any more.
     *
     * @return the slot that it leaves, or null if it was in none
     */
    @Nullable
    AllocationId leaveSlot(AttemptId attempt) {
        Task task = tasks.get(attempt);
        if (task == null) return null;
        AllocationId left = task.allocation;
        task.allocation = null;
        return left;
    }

    /** Whether the subtask has a higher attempt here: then this one is a thing of the past. */
    boolean isOvertaken(AttemptId attempt) {
        AttemptId highest = tasks.floorKey(new AttemptId(attempt.vertex(), attempt.subtask(), Integer.MAX_VALUE));
        return highest != null
                && highest.vertex() == attempt.vertex()
                && highest.subtask() == attempt.subtask()
                && highest.attempt() > attempt.attempt();
    }

    /** Attempts of the same subtask that are still live though a later one is wanted. */
    List<AttemptId> liveBefore(AttemptId attempt) {
        var before = new ArrayList<AttemptId>();
        earlier(attempt).forEach((id, task) -> {
            if (!task.report.state().terminal()) before.add(id);
        });
        return before;
    }

    /** Records an attempt, and forgets ended earlier ones of its subtask. */
    void add(TaskReport report, @Nullable AllocationId allocation) {
        var ended = new ArrayList<AttemptId>();
        earlier(report.attempt()).forEach((id, task) -> {
            if (task.report.state().terminal()) ended.add(id);
        });
        for (AttemptId id : ended) {
            Task task = tasks.remove(id);
            if (task != null) unanswered.remove(task.changedAt);
        }
        var task = new Task(report, allocation);
        tasks.put(report.attempt(), task);
        if (!report.state().terminal()) live++;
        changed(task);
    }

    /** Takes a step of an attempt. Gives whether it was one: later than what is known, and legal. */
    boolean advance(TaskReport report) {
        Task task = tasks.get(report.attempt());
        if (task == null || task.report.state().terminal() || task.report.equals(report)) return false;
        boolean same = task.report.state() == report.state();
        if (!same && !task.report.state().next().contains(report.state())) return false;
        boolean ended = report.state().terminal();
        // A transaction that was prepared is known to be committed from FINISHED; whatever else ends waits for nothing
        // any more.
        boolean prepared = !ended && report.prepared()
                || report.state() == ExecutionState.FINISHED && (report.prepared() || task.report.prepared());
        task.report = new TaskReport(report.attempt(), report.state(), prepared, report.failure(), report.counts());
        if (ended) live--;
        changed(task);
        return true;
    }

    /** Reports it once more: whoever asked does not know. */
    void repeat(AttemptId attempt) {
        Task task = tasks.get(attempt);
        if (task != null) changed(task);
    }

    List<AttemptId> liveAttempts() {
        var attempts = new ArrayList<AttemptId>(live);
        tasks.forEach((id, task) -> {
            if (!task.report.state().terminal()) attempts.add(id);
        });
        return attempts;
    }

    List<AttemptId> liveIn(Collection<AllocationId> allocations) {
        var attempts = new ArrayList<AttemptId>();
        tasks.forEach((id, task) -> {
            boolean in = task.allocation != null && allocations.contains(task.allocation);
            if (in && !task.report.state().terminal()) attempts.add(id);
        });
        return attempts;
    }

    List<TaskReport> all() {
        return tasks.values().stream().map(task -> task.report).toList();
    }

    /** The slots of the attempts that live in one. */
    List<TaskDeployment> placed() {
        var placed = new ArrayList<TaskDeployment>(live);
        tasks.forEach((id, task) -> {
            if (task.allocation != null && !task.report.state().terminal())
                placed.add(new TaskDeployment(id, task.allocation));
        });
        return placed;
    }

    // ---- reporting

    private void changed(Task task) {
        unanswered.remove(task.changedAt);
        task.changedAt = ++changes;
        unanswered.put(task.changedAt, task.report.attempt());
    }

    /** Whether changes wait and none is under way: one message at a time, so that many changes share the next. */
    boolean shouldSend() {
        return !unanswered.isEmpty() && unanswered.firstKey() > sentUpTo;
    }

    boolean hasUnanswered() {
        return !unanswered.isEmpty();
    }

    /** The oldest unanswered changes; the key of the last is the sequence to be answered. */
    NavigableMap<Long, TaskReport> unanswered(int reportsMax) {
        var reports = new TreeMap<Long, TaskReport>();
        for (var change : unanswered.entrySet()) {
            if (reports.size() >= reportsMax) break;
            Task task = tasks.get(change.getValue());
            if (task != null) reports.put(change.getKey(), task.report);
        }
        sentUpTo = Math.max(sentUpTo, reports.lastKey());
        return reports;
    }

    void answered(long sequence) {
        unanswered.headMap(sequence, true).clear();
        if (sequence >= doubtedUpTo) doubtedUpTo = 0;
    }

    /**
     * This process stood still: what waits to be read may come from a JobMaster whose successor has given the worker up
     * since. So what is prepared is reported once more, and only who answers that is alive.
     */
    void doubt() {
        for (Task task : tasks.values()) {
            if (!task.report.prepared() || task.report.state().terminal()) continue;
            changed(task);
            doubtedUpTo = changes;
        }
    }

    /** Whether the JobMaster has not been heard since this process stood still. */
    boolean isDoubtful() {
        return doubtedUpTo > 0;
    }

    private NavigableMap<AttemptId, Task> earlier(AttemptId attempt) {
        return tasks.subMap(new AttemptId(attempt.vertex(), attempt.subtask(), 0), true, attempt, false);
    }

    /** Whether the counter of live attempts is right; for assertions. */
    boolean countsAreRight() {
        return live
                == tasks.values().stream()
                        .filter(task -> !task.report.state().terminal())
                        .count();
    }

    /** The state of a fresh attempt. */
    static TaskReport fresh(AttemptId attempt, ExecutionState state) {
        return new TaskReport(attempt, state, false, null);
    }
}
