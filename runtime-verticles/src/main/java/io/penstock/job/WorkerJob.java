// SPDX-License-Identifier: Apache-2.0
package io.penstock.job;

import io.penstock.core.flow.FlowOptions;
import io.penstock.core.flow.channel.Marker;
import io.penstock.core.flow.operator.Specializer;
import io.penstock.core.graph.ExchangeType;
import io.penstock.core.graph.GraphDiff;
import io.penstock.core.graph.JobEdge;
import io.penstock.core.graph.JobGraph;
import io.penstock.core.message.Action;
import io.penstock.core.message.AttemptId;
import io.penstock.core.message.Deployment;
import io.penstock.core.message.Event;
import io.penstock.core.message.ExecutionState;
import io.penstock.core.message.HaRecord.CheckpointRecord;
import io.penstock.core.message.JobId;
import io.penstock.core.message.JobSpec;
import io.penstock.core.message.LiveTask;
import io.penstock.core.message.PartitionId;
import io.penstock.core.message.RestoreFrom;
import io.penstock.core.message.SnapshotReport;
import io.penstock.core.message.StoredPart;
import io.penstock.core.message.TaskCounts;
import io.penstock.core.message.TaskFailure;
import io.penstock.core.message.TaskReport;
import io.penstock.exchange.wire.RecordCodecs;
import io.penstock.snapshot.SnapshotStoreException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One job on this worker: its code, its program thread, its tasks. Its methods are called on one Vert.x context; tasks
 * report from any thread. After {@link #close} it frees its code as soon as no task uses it any more.
 */
final class WorkerJob implements RunningTask.Owner {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerJob.class);
    private static final long EVALUATION_LIMIT_MS = 30_000;
    private static final long BUILD_LIMIT_MS = 120_000;

    private final JobId id;
    private final JobSpec spec;
    private final WorkerJobs.Services services;
    private final Context context;
    private final Consumer<Event> events;
    private final Map<AttemptId, RunningTask> live = new TreeMap<>();
    private final Future<Opened> opened;
    private boolean closed;
    private long unusedTimer = -1;
    private volatile @Nullable JobGraph graph;
    private volatile @Nullable Specializer specializer;

    /** What comes of the job's code once it is here. */
    private static final class Opened {
        final JobCode code;
        final ProgramThread thread;
        final RecordCodecs codecs;

        @Nullable
        Evaluation spare;

        Opened(JobCode code, ProgramThread thread) {
            this.code = code;
            this.thread = thread;
            this.codecs = new RecordCodecs(code.loader());
        }
    }

    WorkerJob(JobSpec spec, WorkerJobs.Services services, Consumer<Event> events) {
        this.id = spec.jobId();
        this.spec = spec;
        this.services = services;
        this.context = Vertx.currentContext();
        this.events = events;
        this.opened = code().map(this::open);
    }

    /** Evaluates the program for the first time; ends as an event. Gives whether it succeeded. */
    Future<Boolean> evaluate() {
        return evaluation()
                .map(evaluation -> {
                    events.accept(new Event.Evaluated(
                            id, evaluation.graph(), evaluation.plan().constants()));
                    return true;
                })
                .otherwise(thrown -> {
                    events.accept(new Event.EvaluationFailed(id, failure(thrown)));
                    return false;
                });
    }

    private Future<Evaluation> evaluation() {
        return opened.compose(code -> code.thread
                .call(EVALUATION_LIMIT_MS, () -> Evaluation.first(code.code, spec, services.options()))
                .onSuccess(evaluation -> code.spare = evaluation));
    }

    /** The graph that its program gives; no event. Fails with {@link ProgramRefusedException}. */
    Future<JobGraph> plan() {
        return evaluation()
                .map(Evaluation::graph)
                .recover(thrown -> Future.failedFuture(new ProgramRefusedException(failure(thrown))));
    }

    /** Its running tasks of a vertex, or one of them. */
    List<RunningTask> tasks(int vertex, int subtask) {
        List<RunningTask> tasks = new ArrayList<>();
        live.forEach((attempt, task) -> {
            if (attempt.vertex() == vertex && (subtask < 0 || attempt.subtask() == subtask)) tasks.add(task);
        });
        return tasks;
    }

    /** Starts tasks; each is heard of. */
    void start(Deployment deployment) {
        List<RunningTask> tasks = new ArrayList<>();
        for (Deployment.TaskDeployment wanted : deployment.tasks()) {
            AttemptId attempt = wanted.attempt();
            if (live.containsKey(attempt)) continue;
            RunningTask task = new RunningTask(id.value(), attempt, this);
            live.put(attempt, task);
            tasks.add(task);
        }
        RestoreFrom from = deployment.restore();
        Future<@Nullable CheckpointRecord> restore =
                from == null ? Future.succeededFuture() : services.snapshots().find(id, from);
        opened.compose(code -> restore.compose(record -> {
                    Evaluation spare = code.spare;
                    code.spare = null;
                    var checkpointing = new TaskAssembly.Checkpointing(
                            code.codecs, record, report -> events.accept(new Event.SnapshotTaken(id, report)));
                    TaskAssembly assembly =
                            new TaskAssembly(services, code.code, this::specializer, deployment, checkpointing, spare);
                    return code.thread.call(BUILD_LIMIT_MS, () -> assembly.start(tasks));
                }))
                .onSuccess(other -> {
                    if (other != null) refuse(tasks, other);
                })
                .onFailure(thrown -> tasks.forEach(task -> task.failToStart(failure(thrown))));
    }

    void stop(List<AttemptId> attempts) {
        for (AttemptId attempt : attempts) {
            RunningTask task = live.get(attempt);
            if (task != null) task.cancel();
        }
    }

    void commit(List<AttemptId> attempts) {
        for (AttemptId attempt : attempts) {
            RunningTask task = live.get(attempt);
            if (task != null) task.commit();
        }
    }

    /** Starts barriers in tasks; one that ended meanwhile declines. */
    void trigger(Action.TriggerSnapshots order) {
        Marker.Barrier.After after = switch (order.kind()) {
            case SUSPEND -> Marker.Barrier.After.SUSPEND;
            case DRAIN -> Marker.Barrier.After.DRAIN;
            case CHECKPOINT, SAVEPOINT -> Marker.Barrier.After.GO_ON;
        };
        Marker.Barrier barrier = new Marker.Barrier(order.checkpointId(), order.place(), after);
        for (AttemptId attempt : order.sources()) {
            RunningTask task = live.get(attempt);
            if (task != null && task.trigger(barrier)) continue;
            events.accept(new Event.SnapshotTaken(
                    id, SnapshotReport.declined(attempt, order.checkpointId(), "the task had just ended", true)));
        }
    }

    /** Does something with every task. */
    void each(Consumer<RunningTask> what) {
        List.copyOf(live.values()).forEach(what);
    }

    /** Runs {@code then} after a while, unless it is closed before. */
    void keepUnused(long forMs, Runnable then) {
        if (!closed) unusedTimer = services.vertx().setTimer(forMs, timer -> then.run());
    }

    /** What runs of it, and what that has counted. */
    List<LiveTask> counts() {
        List<LiveTask> tasks = new ArrayList<>();
        live.forEach((attempt, task) -> {
            TaskCounts counts = task.counts();
            if (counts != null) tasks.add(new LiveTask(attempt, counts));
        });
        return tasks;
    }

    /** What the running tasks of a vertex stored of a checkpoint. */
    List<StoredPart> parts(int vertex, long checkpointId) {
        List<StoredPart> parts = new ArrayList<>();
        live.forEach((attempt, task) -> {
            StoredPart part = attempt.vertex() == vertex ? task.parts().of(checkpointId) : null;
            if (part != null) parts.add(part);
        });
        return parts;
    }

    /** Whether no task of it is here. */
    boolean isIdle() {
        return live.isEmpty();
    }

    /** Cancels what runs, then frees everything. */
    void close() {
        closed = true;
        services.vertx().cancelTimer(unusedTimer);
        List.copyOf(live.values()).forEach(RunningTask::cancel);
        if (live.isEmpty()) free();
    }

    @Override
    public void starting(RunningTask task) {
        services.meters().started(task);
    }

    @Override
    public void changed(TaskReport report) {
        events.accept(new Event.TaskProgress(id, report));
    }

    @Override
    public void ended(RunningTask task, TaskReport report) {
        services.meters().ended(task);
        boolean finished = report.state() == ExecutionState.FINISHED;
        services.exchange().release(id, task.attempt(), finished);
        if (finished) produced(task.attempt());
        events.accept(new Event.TaskProgress(id, report));
        context.runOnContext(ignored -> {
            live.remove(task.attempt(), task);
            if (closed && live.isEmpty()) free();
        });
    }

    /** What a finished task leaves for readers that come later; told before its end. */
    private void produced(AttemptId attempt) {
        JobGraph known = graph;
        if (known == null) return;
        for (JobEdge edge : known.edges()) {
            if (edge.source() != attempt.vertex() || edge.type() != ExchangeType.BLOCKING) continue;
            PartitionId partition = new PartitionId(edge.index(), attempt.subtask(), attempt.attempt());
            events.accept(new Event.PartitionProduced(id, partition));
        }
    }

    private Future<JobCode> code() {
        String jarId = spec.jarId();
        if (jarId == null) {
            return services.locals()
                    .find(spec.entryClass())
                    .map(program -> Future.succeededFuture(JobCode.local(program)))
                    .orElseGet(() -> Future.failedFuture(ProgramRefusedException.because(
                            "program " + spec.entryClass() + " exists only in the JVM that submitted it, not here")));
        }
        return services.jars().acquire(jarId).map(jar -> JobCode.ofJar(id.value(), jar, spec.entryClass()));
    }

    private Opened open(JobCode code) {
        return new Opened(code, new ProgramThread(services.vertx(), id.value(), code.loader()));
    }

    /** The job's one specializer; called on its program thread, with the structure that was submitted. */
    private Specializer specializer(JobGraph submitted) {
        graph = submitted;
        Specializer made = specializer;
        if (made == null) {
            made = new Specializer(FlowOptions.specializes(submitted.options()) ? TemplateFiles.INSTANCE : null);
        }
        specializer = made;
        return made;
    }

    /**
     * The tasks of a program that is another one here; says where it first differs from what the job's record holds.
     */
    private void refuse(List<RunningTask> tasks, JobGraph here) {
        services.submitted().apply(id).onComplete(found -> {
            JobGraph submitted = found.succeeded() ? found.result().orElse(null) : null;
            String difference = submitted == null
                    ? "its fingerprint is another one"
                    : GraphDiff.firstDifference(submitted, here).orElse("its fingerprint is another one");
            TaskFailure failure = TaskFailure.of(
                    TaskFailure.Kind.STRUCTURE_DIFFERS,
                    "the program builds another structure here than at submission: " + difference
                            + "; values that differ from call to call belong into job.constant(...)");
            tasks.forEach(task -> task.failToStart(failure));
        });
    }

    private void free() {
        opened.onSuccess(code -> {
            code.thread.close();
            code.code.close();
            String jarId = spec.jarId();
            if (jarId != null) services.jars().release(jarId);
        });
        services.exchange().releaseJob(id);
    }

    private static TaskFailure failure(Throwable thrown) {
        TaskFailure damage = Failures.ofDamage(thrown);
        if (damage != null) return damage;
        if (thrown instanceof ProgramRefusedException e) return e.failure();
        if (thrown instanceof JarRefusedException e)
            return TaskFailure.of(TaskFailure.Kind.PROGRAM, String.valueOf(e.getMessage()));
        if (thrown instanceof SnapshotStoreException)
            return Failures.of(TaskFailure.Kind.DEPLOYMENT, String.valueOf(thrown.getMessage()), thrown, null);
        LOG.warn("a program could not be evaluated", thrown);
        return Failures.of(TaskFailure.Kind.DEPLOYMENT, "the program could not be evaluated: " + thrown, thrown, null);
    }
}
