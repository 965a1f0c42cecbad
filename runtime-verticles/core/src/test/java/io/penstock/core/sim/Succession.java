// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.sim;

import io.penstock.core.message.AttemptId;
import io.penstock.core.message.Deployment;
import io.penstock.core.message.ExecutionState;
import io.penstock.core.message.JobId;
import io.penstock.core.message.Message;
import io.penstock.core.message.NodeId;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What must hold of one attempt after another: the next is not sent out while the one before runs on a worker that the
 * JobMaster has not given up; and where nothing happens to workers, what runs is never started over, whoever leads.
 */
final class Succession {
    /** The shortest silence after which a JobMaster may give a worker up, less what a clock may be wrong. */
    private static final long GIVEN_UP_MS = 280;

    private static final class Heard {
        long lastMs;
        /** The JobMaster that heard it. */
        @Nullable
        MachineHost by;

        /** Whether that one has given it up, perhaps only for a while. */
        boolean givenUp;
    }

    private final Simulation world;
    private final Map<JobId, Map<NodeId, Heard>> heard = new TreeMap<>();
    /** Jobs all of whose tasks ran at once, with the attempt of each subtask. */
    private final Map<JobId, Map<String, Integer>> whole = new TreeMap<>();

    Succession(Simulation world) {
        this.world = world;
    }

    /** A JobMaster has heard the job's executor on that node. */
    void heard(MachineHost host, JobId job, NodeId worker) {
        long nowMs = world.agenda.nowMs();
        Heard of = heard.computeIfAbsent(job, id -> new TreeMap<>()).computeIfAbsent(worker, id -> new Heard());
        if (of.by != host) of.givenUp = false;
        of.by = host;
        of.lastMs = nowMs;
    }

    /**
     * Whether the job may have ended without it: its JobMaster has said that it gives it up, be it for a wrong proof of
     * its death, or had not heard it for long. A late copy of what the worker once said does not bring it back.
     */
    boolean mayHaveEndedWithout(JobId job, NodeId worker, long endMs) {
        Heard of = heard.getOrDefault(job, Map.of()).get(worker);
        return of == null || of.givenUp || endMs - of.lastMs >= GIVEN_UP_MS;
    }

    /** A JobMaster notes that it gives a worker up. */
    void notes(MachineHost host, String text) {
        JobId job = host.self.job();
        if (job == null || !text.contains(" is lost: ")) return;
        heard.getOrDefault(job, Map.of())
                .forEach((worker, of) ->
                        of.givenUp |= text.contains("(" + worker + ")") || text.startsWith("worker " + worker + " "));
    }

    private boolean mayBeGivenUp(MachineHost host, JobId job, NodeId worker) {
        Heard of = heard.getOrDefault(job, Map.of()).get(worker);
        return of == null || of.by != host || of.givenUp;
    }

    /**
     * A JobMaster sends tasks out. What another attempt has overtaken already is told to stop and not waited for: an
     * earlier JobMaster had given its worker up, and it neither commits nor takes part in checkpoints any more.
     */
    void deploys(MachineHost host, Message.DeployTasks message) {
        for (SimProcess process : world.processes()) {
            SimDataPlane plane = process.dataPlane();
            if (plane == null || mayBeGivenUp(host, message.job(), process.id())) continue;
            for (SimTask runs : plane.tasksOf(message.job())) {
                if (runs.state.terminal() || runs.stopping) continue;
                for (Deployment.TaskDeployment next : message.deployment().tasks()) {
                    world.invariants.check(
                            !isNext(message.job(), runs.attempt, next.attempt())
                                    || isOvertaken(message.job(), runs.attempt, next.attempt()),
                            "%s of %s is sent out while %s runs on %s",
                            next.attempt(),
                            message.job(),
                            runs.attempt,
                            process.id());
                }
            }
        }
    }

    private boolean isOvertaken(JobId job, AttemptId attempt, AttemptId by) {
        var after = new AttemptId(attempt.vertex(), attempt.subtask(), attempt.attempt() + 1);
        boolean same = subtask(attempt).equals(subtask(by)) && attempt.attempt() < by.attempt();
        return same && !world.physical(job).subMap(after, by).isEmpty();
    }

    /** Of the same subtask, or the first of a job that was rescaled. */
    private boolean isNext(JobId job, AttemptId attempt, AttemptId later) {
        return world.invariants.scales.isBefore(job, attempt.attempt(), later.attempt())
                || subtask(attempt).equals(subtask(later)) && attempt.attempt() < later.attempt();
    }

    private static String subtask(AttemptId attempt) {
        return attempt.vertex() + "/" + attempt.subtask();
    }

    // ---- where no worker suffers
    /** A task runs: perhaps now all do. */
    void runs(SimTask task) {
        if (!world.workersAreSpared || task.job.checkpointed() || whole.containsKey(task.job.id())) return;
        var running = new TreeMap<String, Integer>();
        world.physical(task.job.id()).values().forEach(each -> {
            if (each.state == ExecutionState.RUNNING || each.state == ExecutionState.FINISHED)
                running.put(subtask(each.attempt), each.attempt.attempt());
        });
        int subtasks = task.job.vertices().stream()
                .mapToInt(vertex -> vertex.parallelism())
                .sum();
        if (running.size() == subtasks) whole.put(task.job.id(), running);
    }

    /** A task starts: not once more, if all ran and nothing has happened to any worker. */
    void started(SimTask task) {
        if (!world.workersAreSpared) return;
        boolean again = whole.getOrDefault(task.job.id(), Map.of()).containsKey(subtask(task.attempt));
        world.invariants.check(!again, "%s of %s starts though all was well", task.attempt, task.job.id());
    }
}
