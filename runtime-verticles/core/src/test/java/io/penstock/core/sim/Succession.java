// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.sim;

import io.penstock.core.message.AttemptId;
import io.penstock.core.message.Deployment;
import io.penstock.core.message.ExecutionState;
import io.penstock.core.message.JobId;
import io.penstock.core.message.Message;
import io.penstock.core.message.NodeId;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What must hold of one attempt after another: the next is not sent out while the one before runs on a worker that the
 * JobMaster hears; and where nothing happens to workers, what runs is never started over, whoever leads.
 */
final class Succession {
    /** The shortest silence after which a JobMaster may give a worker up, less what a clock may be wrong. */
    static final long GIVEN_UP_MS = 280;

    private static final class Heard {
        long lastMs;
        /** Whether it was silent so long before that, that it may have been given up. */
        boolean givenUp;
    }

    private final Simulation world;
    private final Map<JobId, Map<NodeId, Heard>> heard = new TreeMap<>();
    /** Of whom somebody had a proof that it died, though it lives. */
    private final Set<NodeId> saidDead = new TreeSet<>();
    /** Jobs all of whose tasks ran at once, with the attempt of each subtask. */
    private final Map<JobId, Map<String, Integer>> whole = new TreeMap<>();

    Succession(Simulation world) {
        this.world = world;
    }

    /** A JobMaster has heard the job's executor on that node. */
    void heard(JobId job, NodeId worker) {
        long nowMs = world.agenda.nowMs();
        Heard of = heard.computeIfAbsent(job, id -> new TreeMap<>()).computeIfAbsent(worker, id -> new Heard());
        of.givenUp |= of.lastMs > 0 && nowMs - of.lastMs >= GIVEN_UP_MS;
        of.lastMs = nowMs;
    }

    /** When a JobMaster last heard it; 0: never. */
    long heardMs(JobId job, NodeId worker) {
        Heard of = heard.getOrDefault(job, Map.of()).get(worker);
        return of == null ? 0 : of.lastMs;
    }

    void saidDead(NodeId worker) {
        saidDead.add(worker);
    }

    private boolean mayBeGivenUp(JobId job, NodeId worker) {
        if (saidDead.contains(worker)) return true;
        Heard of = heard.getOrDefault(job, Map.of()).get(worker);
        return of == null || of.givenUp || world.agenda.nowMs() - of.lastMs >= GIVEN_UP_MS;
    }

    /** A JobMaster sends tasks out. */
    void deploys(Message.DeployTasks message) {
        for (SimProcess process : world.processes()) {
            SimDataPlane plane = process.dataPlane();
            if (plane == null || mayBeGivenUp(message.job(), process.id())) continue;
            for (SimTask runs : plane.tasksOf(message.job())) {
                if (runs.state.terminal() || runs.stopping) continue;
                for (Deployment.TaskDeployment next : message.deployment().tasks()) {
                    world.invariants.check(
                            !isNext(runs.attempt, next.attempt()),
                            "%s of %s is sent out while %s runs on %s",
                            next.attempt(),
                            message.job(),
                            runs.attempt,
                            process.id());
                }
            }
        }
    }

    private static boolean isNext(AttemptId attempt, AttemptId later) {
        return subtask(attempt).equals(subtask(later)) && attempt.attempt() < later.attempt();
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
