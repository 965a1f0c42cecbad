// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.sim;

import io.penstock.core.message.Action;
import io.penstock.core.message.AttemptId;
import io.penstock.core.message.Deployment.TaskDeployment;
import io.penstock.core.message.Event;
import io.penstock.core.message.ExecutionState;
import io.penstock.core.message.JobId;
import io.penstock.core.message.PartitionId;
import io.penstock.core.message.RestoreFrom;
import io.penstock.core.message.SnapshotReport;
import io.penstock.core.message.TaskFailure;
import io.penstock.core.message.TaskReport;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A worker's tasks without records: they start, run, finish when what they read from has finished, break when what they
 * are connected with breaks, and stop when told to, each in its own time.
 */
final class SimDataPlane {
    private static final int POLL_MS = 300;

    private final SimProcess process;
    private final Simulation world;
    private final MachineHost executor;
    private final Map<JobId, Map<AttemptId, SimTask>> tasks = new TreeMap<>();
    private final Map<JobId, Set<PartitionId>> partitions = new TreeMap<>();

    SimDataPlane(SimProcess process, MachineHost executor) {
        this.process = process;
        this.world = process.world;
        this.executor = executor;
    }

    void perform(Action action) {
        if (action instanceof Action.Evaluate a) evaluate(a.spec().jobId());
        else if (action instanceof Action.StartTasks a) {
            for (TaskDeployment task : a.deployment().tasks()) start(a, task.attempt());
        } else if (action instanceof Action.StopTasks a) a.attempts().forEach(attempt -> stop(task(a.job(), attempt)));
        else if (action instanceof Action.CommitTransactions a)
            a.attempts().forEach(attempt -> commit(task(a.job(), attempt)));
        else if (action instanceof Action.DropPartitions a)
            partitionsOf(a.job()).removeAll(a.partitions());
        else if (action instanceof Action.DropJob a) {
            world.invariants.dropped(
                    process, a.job(), tasks.getOrDefault(a.job(), Map.of()).values());
            tasks.remove(a.job());
            partitions.remove(a.job());
        } else if (action instanceof Action.TriggerSnapshots a) {
            for (AttemptId source : a.sources()) in(30, () -> trigger(a, task(a.job(), source), source));
        } else if (action instanceof Action.CommitCheckpoint a) {
            in(20, () -> flows(a.job(), flow -> flow.commit(a.checkpointId(), a.finish())));
        } else if (action instanceof Action.AbortSnapshots a) {
            in(20, () -> flows(a.job(), flow -> flow.abort(a.checkpointId())));
        } else throw new AssertionError("not for a data plane: " + action);
    }

    /** The process died. */
    void lose() {
        tasks.values().forEach(ofJob -> ofJob.values().forEach(task -> task.lost = true));
        partitions.clear();
    }

    boolean has(JobId job, PartitionId partition) {
        return partitions.getOrDefault(job, Set.of()).contains(partition);
    }

    Collection<SimTask> tasksOf(JobId job) {
        return tasks.getOrDefault(job, Map.of()).values();
    }

    /** Attempts that have not ended. */
    long live() {
        return tasks.values().stream()
                .flatMap(ofJob -> ofJob.values().stream())
                .filter(task -> !task.state.terminal())
                .count();
    }

    private void evaluate(JobId id) {
        SimJob job = world.client.job(id);
        in(100, () -> {
            if (job.graph() == null) {
                executor.feed(new Event.EvaluationFailed(
                        id,
                        TaskFailure.of(
                                TaskFailure.Kind.PROGRAM, "class " + job.spec().entryClass() + " is no program")));
            } else executor.feed(new Event.Evaluated(id, job.graph(), new TreeMap<>()));
        });
    }

    private void start(Action.StartTasks start, AttemptId attempt) {
        var task = new SimTask(world.client.job(start.job()), attempt, start.deployment());
        world.invariants.started(process, task);
        tasks.computeIfAbsent(start.job(), job -> new TreeMap<>()).put(attempt, task);
        world.physical(start.job()).put(attempt, task);
        in(100, () -> {
            if (task.state != ExecutionState.DEPLOYING) return;
            enter(task, ExecutionState.INITIALIZING, null);
            in(100, () -> open(task));
        });
    }

    private void open(SimTask task) {
        if (task.state != ExecutionState.INITIALIZING) return;
        for (SimTask.Input input : task.blockingInputs()) {
            if (!world.hasPartition(input.worker(), task.job.id(), input.partition())) {
                enter(task, ExecutionState.FAILED, missing(input.partition()));
                return;
            }
        }
        if (world.chance.nextInt(1000) < world.taskFailurePermille()) {
            in(1_000, () -> fail(task, TaskFailure.Kind.USER_CODE, "as drawn"));
        }
        if (task.job.checkpointed() && task.exists() && !restore(task)) return;
        enter(task, ExecutionState.RUNNING, null);
        world.invariants.succession.runs(task);
        long endMs = world.agenda.nowMs() + task.job.taskMs() / 2 + world.chance.nextInt(task.job.taskMs());
        if (world.tasksWatchTheirPeers) in(POLL_MS, () -> poll(task, endMs));
    }

    private void poll(SimTask task, long endMs) {
        if (task.state != ExecutionState.RUNNING || task.prepared) return;
        Map<AttemptId, SimTask> all = world.physical(task.job.id());
        boolean finished = true;
        for (AttemptId producer : task.pipelinedProducers()) {
            SimTask peer = all.get(producer);
            if (peer != null && peer.isBroken()) {
                fail(task, TaskFailure.Kind.CHANNEL_LOST, "channel from " + producer);
                return;
            }
            finished &= peer != null && peer.state == ExecutionState.FINISHED;
        }
        for (AttemptId consumer : task.pipelinedConsumers()) {
            SimTask peer = all.get(consumer);
            if (peer != null && peer.isBroken()) {
                fail(task, TaskFailure.Kind.CHANNEL_LOST, "channel to " + consumer);
                return;
            }
            finished &= peer != null && (peer.state == ExecutionState.RUNNING || peer.state == ExecutionState.FINISHED);
        }
        if (task.flow != null) {
            task.flow.step();
            if (task.state == ExecutionState.RUNNING && !task.prepared) in(POLL_MS, () -> poll(task, endMs));
        } else if (finished && task.job.bounded() && world.agenda.nowMs() >= endMs) finish(task);
        else in(POLL_MS, () -> poll(task, endMs));
    }

    private void finish(SimTask task) {
        if (task.job.transactional() && task.isSink()) {
            task.prepared = true;
            report(task, null);
            return;
        }
        for (PartitionId partition : task.blockingOutputs()) {
            partitionsOf(task.job.id()).add(partition);
            executor.feed(new Event.PartitionProduced(task.job.id(), partition));
        }
        enter(task, ExecutionState.FINISHED, null);
    }

    // ---- checkpoints
    /** Gives the task its records, and what it goes on from; false if it ends now: it had finished before, or can't. */
    private boolean restore(SimTask task) {
        var flow = new SimFlow(world, task, this);
        task.flow = flow;
        RestoreFrom from = task.deployment.restore();
        if (from == null) return true;
        if (world.snapshots.isLeftBehind(task) && !world.snapshots.isThere(task.job.id(), from)) {
            fail(task, TaskFailure.Kind.INTERNAL, from + " is gone");
            return false;
        }
        SimFlow.Part part = world.snapshots.part(task, from, flow.subtask());
        if (part != null) flow.restore(from.checkpointId(), part);
        else flow.endAtOnce();
        return part != null;
    }

    private void trigger(Action.TriggerSnapshots trigger, @Nullable SimTask task, AttemptId attempt) {
        SimFlow flow = task != null && task.state == ExecutionState.RUNNING && !task.stopping ? task.flow : null;
        if (flow != null) flow.trigger(trigger);
        else declined(trigger.job(), SnapshotReport.declined(attempt, trigger.checkpointId(), "it does not run", true));
    }

    private void declined(JobId job, SnapshotReport report) {
        executor.feed(new Event.SnapshotTaken(job, report));
    }

    private void flows(JobId job, Consumer<SimFlow> order) {
        for (SimTask task : List.copyOf(tasksOf(job))) {
            if (task.flow != null && task.state == ExecutionState.RUNNING && !task.stopping) order.accept(task.flow);
        }
    }

    /** A task's part is written; now and then that fails. */
    void write(SimTask task, Runnable put, SnapshotReport report) {
        boolean fails = world.chance.nextInt(1000) < world.taskFailurePermille()
                || world.declines.remove(task.attempt.toString());
        in(60, () -> {
            if (world.silent.remove(task.attempt.toString())) return;
            if (!fails) put.run();
            SnapshotReport taken = fails
                    ? SnapshotReport.declined(report.attempt(), report.checkpointId(), "the disk is full", false)
                    : report;
            executor.feed(new Event.SnapshotTaken(task.job.id(), taken));
        });
    }

    void prepared(SimTask task) {
        task.prepared = true;
        report(task, null);
    }

    void finished(SimTask task) {
        if (task.flow != null) world.snapshots.finished(task, task.flow);
        enter(task, ExecutionState.FINISHED, null);
    }

    private void commit(@Nullable SimTask task) {
        if (task == null) return;
        world.invariants.commits(task);
        if (!task.prepared) return;
        in(20, () -> {
            if (task.state != ExecutionState.RUNNING) return;
            if (task.flow != null) task.flow.commitAll();
            else world.invariants.committed(task);
            finished(task);
        });
    }

    private void stop(@Nullable SimTask task) {
        if (task == null || task.state.terminal() || task.stopping) return;
        task.stopping = true;
        in(world.chance.nextInt(50) == 0 ? 2_000 : 100, () -> enter(task, ExecutionState.CANCELED, null));
    }

    void fail(SimTask task, TaskFailure.Kind kind, String message) {
        enter(task, ExecutionState.FAILED, TaskFailure.of(kind, message));
    }

    private void enter(SimTask task, ExecutionState next, @Nullable TaskFailure failure) {
        if (task.state.terminal()) return;
        task.state = next;
        report(task, failure);
    }

    private void report(SimTask task, @Nullable TaskFailure failure) {
        executor.feed(new Event.TaskProgress(
                task.job.id(), new TaskReport(task.attempt, task.state, task.prepared, failure)));
    }

    private static TaskFailure missing(PartitionId partition) {
        return new TaskFailure(TaskFailure.Kind.PARTITION_MISSING, "", partition + " is gone", "", null, partition);
    }

    private @Nullable SimTask task(JobId job, AttemptId attempt) {
        return tasks.getOrDefault(job, Map.of()).get(attempt);
    }

    private Set<PartitionId> partitionsOf(JobId job) {
        return partitions.computeIfAbsent(job, id -> new TreeSet<>());
    }

    private void in(int delayMaxMs, Runnable step) {
        world.agenda.in(world.chance.nextInt(delayMaxMs) + 1L, () -> process.run(step));
    }
}
