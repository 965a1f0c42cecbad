// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.sim;

import io.penstock.core.cluster.ResourceMachine;
import io.penstock.core.graph.JobGraph;
import io.penstock.core.graph.JobVertex;
import io.penstock.core.message.Action;
import io.penstock.core.message.AttemptId;
import io.penstock.core.message.Event;
import io.penstock.core.message.ExecutionState;
import io.penstock.core.message.HaRecord;
import io.penstock.core.message.JobId;
import io.penstock.core.message.JobReport;
import io.penstock.core.message.JobStatus;
import io.penstock.core.message.Message;
import io.penstock.core.message.NodeId;
import io.penstock.core.message.Role;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What must hold after every event, whatever happens. A machine's own assertions come on top. */
final class Invariants {
    private static final int LEDGER_EVERY = 50;

    final ElectionLaws election;
    final SlotLaws slots;
    final Succession succession;
    final ScaleLaws scales;
    private final Simulation world;
    private final Map<JobId, HaRecord.JobResultRecord> results = new TreeMap<>();
    private final Set<JobId> accepted = new TreeSet<>();
    private final Map<JobId, Set<AttemptId>> started = new TreeMap<>();
    private final Map<JobId, Map<AttemptId, SimTask>> committed = new TreeMap<>();
    private final Set<JobId> cancelled = new TreeSet<>();
    private final Map<JobId, Long> endedMs = new TreeMap<>();
    /** Attempts that an executor was told to stop by a JobMaster that it obeys. */
    private final Map<NodeId, Map<JobId, Set<AttemptId>>> stopped = new TreeMap<>();
    /** Jobs that it was told to release. */
    private final Map<NodeId, Set<JobId>> released = new TreeMap<>();

    private long events;

    private boolean ignoring;

    Invariants(Simulation world) {
        this.world = world;
        this.election = new ElectionLaws(world);
        this.slots = new SlotLaws(world);
        this.succession = new Succession(world);
        this.scales = new ScaleLaws(world);
    }

    /** An ended job stays as it ended; an accepted one is not forgotten before it has. */
    void stored(String map, String key, boolean newLeader, @Nullable HaRecord before, @Nullable HaRecord after) {
        if (after instanceof HaRecord.JobResultRecord result) {
            check(
                    result.report().status().terminal(),
                    "result of %s is %s",
                    key,
                    result.report().status());
            HaRecord.JobResultRecord first = results.putIfAbsent(result.report().job(), result);
            endedMs.putIfAbsent(result.report().job(), world.agenda.nowMs());
            check(
                    first == null || first.report().status() == result.report().status(),
                    "job %s ended as %s and as %s",
                    key,
                    first == null ? null : first.report().status(),
                    result.report().status());
        }
        if (after instanceof HaRecord.AttemptRecord next)
            scales.stored(before instanceof HaRecord.AttemptRecord old ? old : null, next);
        if (after instanceof HaRecord.CheckpointIndex index) world.snapshots.toBeStored(index);
        if (before instanceof HaRecord.JobRecord old && after instanceof HaRecord.JobRecord next) {
            // A new leader may not have seen what a deposed one still wrote; the executors have seen the higher token,
            // and that counts.
            check(
                    newLeader || !next.jobToken().olderThan(old.jobToken()),
                    "token of %s falls to %s",
                    key,
                    next.jobToken());
            // Where the token falls it is the one before that counts again, and that may have been the first.
            boolean later = old.jobMaster() != null
                    && next.jobMaster() != null
                    && old.jobToken().olderThan(next.jobToken());
            check(!later || next.starts() > 1, "%s had a JobMaster, and its next one counts as the first", key);
            // The same with a cancel, as long as nobody was told that it is accepted.
            check(next.cancelRequested() || !old.cancelRequested() || newLeader, "the cancel of %s is forgotten", key);
            check(
                    next.cancelRequested()
                            || !cancelled.contains(new JobId(key))
                            || results.containsKey(new JobId(key)),
                    "the cancel of %s was accepted and is forgotten",
                    key);
        }
        if (map.equals("jobs") && after == null) {
            check(results.containsKey(new JobId(key)), "job %s is forgotten before it has a result", key);
        }
    }

    void accepted(JobId job) {
        accepted.add(job);
        check(
                results.containsKey(job) || world.store.record("jobs", job.value()) != null,
                "job %s is accepted but not stored",
                job);
    }

    void cancelled(JobId job) {
        cancelled.add(job);
        boolean known = results.containsKey(job)
                || world.store.record("jobs", job.value()) instanceof HaRecord.JobRecord record
                        && record.cancelRequested();
        check(known, "the cancel of %s is accepted but not stored", job);
    }

    void seen(JobReport report) {
        HaRecord.JobResultRecord result = results.get(report.job());
        boolean agrees =
                !report.status().terminal() || result != null && result.report().status() == report.status();
        check(agrees, "a client is told that %s is %s, which is not stored", report.job(), report.status());
    }

    /**
     * An attempt starts once, in the whole cluster and for all time, never beside another of its subtask on one worker,
     * and not after it was told to stop; nor after one whose output may be visible, since that cannot be taken back.
     *
     * <p>A worker that stood still or was cut off may be given up, and the job ends without it. What it finds in its
     * mailbox first when it wakes may be a deployment, and only then the cancel; so the start of a task after the end
     * of its job is wrong only on a worker that the JobMaster could still hear and had not given up.
     */
    void started(SimProcess process, SimTask task) {
        Set<AttemptId> ofJob = started.computeIfAbsent(task.job.id(), job -> new TreeSet<>());
        check(ofJob.add(task.attempt), "%s of %s starts twice", task.attempt, task.job.id());
        succession.started(task);
        scales.started(task);
        int attempts = world.store.record("attempts", task.job.id().value()) instanceof HaRecord.AttemptRecord stored
                ? stored.highest()
                : 1;
        check(
                task.attempt.attempt() <= attempts || results.containsKey(task.job.id()),
                "%s of %s starts, and a later JobMaster may use that attempt again",
                task.attempt,
                task.job.id());
        boolean told = stopped.getOrDefault(process.id(), Map.of())
                .getOrDefault(task.job.id(), Set.of())
                .contains(task.attempt);
        check(!told, "%s of %s starts after it was told to stop", task.attempt, task.job.id());
        Long endMs = endedMs.get(task.job.id());
        if (endMs != null) {
            boolean givenUp = succession.mayHaveEndedWithout(task.job.id(), process.id(), endMs)
                    && !released.getOrDefault(process.id(), Set.of()).contains(task.job.id());
            check(givenUp, "%s of %s starts after the job's end", task.attempt, task.job.id());
        }
        var first = new AttemptId(task.attempt.vertex(), task.attempt.subtask(), 0);
        for (SimTask other :
                world.physical(task.job.id()).subMap(first, task.attempt).values()) {
            boolean mayBeVisible =
                    other.told && other.state != ExecutionState.FAILED && other.state != ExecutionState.CANCELED;
            check(!mayBeVisible || task.job.checkpointed(), "%s starts after %s", task.attempt, other);
        }
        SimDataPlane plane = process.dataPlane();
        if (plane == null) return;
        for (SimTask other : plane.tasksOf(task.job.id())) {
            boolean sameSubtask = other.attempt.vertex() == task.attempt.vertex()
                    && other.attempt.subtask() == task.attempt.subtask();
            boolean runs = !other.state.terminal();
            check(!sameSubtask || !runs, "%s starts while %s runs on %s", task.attempt, other.attempt, process.id());
        }
    }

    /** Its executor tells a task to commit: it has prepared, and so has every other, or has ended well. */
    void commits(SimTask task) {
        check(task.prepared || task.state.terminal(), "%s shall commit, and is not prepared", task);
        JobId job = task.job.id();
        boolean stored = results.containsKey(job)
                || world.store.record("attempts", job.value()) instanceof HaRecord.AttemptRecord record
                        && record.committing().contains(task.attempt.vertex());
        check(stored || task.job.checkpointed(), "%s of %s shall commit, and that is not stored", task, job);
        task.told = true;
        JobGraph graph = task.graph();
        if (graph == null) return;
        Map<AttemptId, SimTask> all = world.physical(task.job.id());
        for (JobVertex vertex : graph.vertices()) {
            for (int s = 0; s < vertex.parallelism(); s++) {
                boolean ready = false;
                for (SimTask each : all.values()) {
                    boolean same = each.attempt.vertex() == vertex.index() && each.attempt.subtask() == s;
                    ready |= same && (each.prepared || each.state == ExecutionState.FINISHED);
                }
                check(ready, "%s shall commit while %s[%s] is not ready", task, vertex.name(), s);
            }
        }
    }

    /**
     * The output of a subtask of a job without checkpoints becomes visible once, whoever dies: that it commits is
     * stored before any task is told to, and then none runs again.
     */
    void committed(SimTask task) {
        var subtask = new AttemptId(task.attempt.vertex(), task.attempt.subtask(), 0);
        JobId job = task.job.id();
        SimTask other = committed.computeIfAbsent(job, id -> new TreeMap<>()).put(subtask, task);
        check(other == null, "%s and %s of %s both commit", other, task.attempt, job);
    }

    void dropped(SimProcess process, JobId job, Collection<SimTask> tasks) {
        for (SimTask task : tasks)
            check(task.state.terminal(), "%s drops %s while %s is %s", process.id(), job, task.attempt, task.state);
    }

    /** After each event of a machine. */
    void after(MachineHost host, Event event, List<Action> actions) {
        events++;
        String outdated = host.fencing.after(event, actions, world.agenda.nowMs());
        check(outdated == null, "%s", outdated);
        if (event instanceof Event.MessageReceived received) received(host, received, actions);
        if (host.machine instanceof ResourceMachine machine && events % LEDGER_EVERY == 0) {
            check(machine.ledgerBalances(), "the ledger of %s does not balance", host.self);
        }
        if (host.self.role() == Role.ELECTION) election.after(host, event, actions);
        for (Action action : actions) {
            if (action instanceof Action.Send send) says(host, send.message());
            else if (action instanceof Action.Note note) succession.notes(host, note.text());
        }
    }

    private void says(MachineHost host, Message message) {
        if (host.self.role() == Role.TASK_EXECUTOR) slots.says(host.self.node(), message);
        else if (message instanceof Message.TriggerCheckpoint trigger) world.snapshots.triggered(trigger);
        else if (message instanceof Message.DeployTasks deploy) succession.deploys(host, deploy);
    }

    private void received(MachineHost host, Event.MessageReceived event, List<Action> actions) {
        NodeId node = host.self.node();
        if (host.self.job() != null && event.from().role() == Role.TASK_EXECUTOR) {
            succession.heard(host, host.self.job(), event.from().node());
        } else if (host.self.role() != Role.TASK_EXECUTOR) {
            return; // astray: nobody was told anything
        } else if (event.message() instanceof Message.CancelTasks cancel && !refused(actions)) {
            stopped.computeIfAbsent(node, n -> new TreeMap<>())
                    .computeIfAbsent(cancel.job(), job -> new TreeSet<>())
                    .addAll(cancel.attempts());
        } else if (event.message() instanceof Message.ReleaseJob release && !refused(actions)) {
            released.computeIfAbsent(node, n -> new TreeSet<>()).add(release.job());
        }
    }

    private static boolean refused(List<Action> actions) {
        for (Action action : actions)
            if (action instanceof Action.Send send && send.message() instanceof Message.Stale) return true;
        return false;
    }

    /** After the end of everything. */
    void atEnd() {
        for (JobId job : accepted) check(results.containsKey(job), "accepted job %s has no result", job);
        for (SimProcess process : world.processes()) {
            SimDataPlane plane = process.dataPlane();
            check(plane == null || plane.live() == 0, "%s still runs tasks", process.id());
        }
        results.forEach((job, result) -> {
            if (result.report().status() != JobStatus.FINISHED) return;
            world.physical(job)
                    .values()
                    .forEach(task -> check(
                            task.state != ExecutionState.RUNNING || task.lost || task.stopping,
                            "%s of finished %s runs",
                            task.attempt,
                            job));
        });
    }

    /** From now on whatever happens is right. */
    void ignoreAll() {
        ignoring = true;
    }

    boolean ignores() {
        return ignoring;
    }

    void check(boolean holds, String text, @Nullable Object... args) {
        if (!holds && !ignoring) throw new AssertionError(text.formatted(args));
    }
}
