// SPDX-License-Identifier: Apache-2.0
package io.penstock.job;

import io.penstock.core.graph.JobGraph;
import io.penstock.core.message.Action;
import io.penstock.core.message.AttemptId;
import io.penstock.core.message.Deployment;
import io.penstock.core.message.Event;
import io.penstock.core.message.JobId;
import io.penstock.core.message.JobSpec;
import io.penstock.core.message.LiveTask;
import io.penstock.core.message.Message;
import io.penstock.core.message.PartitionId;
import io.penstock.core.message.StoredPart;
import io.penstock.exchange.ExchangeService;
import io.penstock.job.types.JarPrograms;
import io.penstock.snapshot.Snapshots;
import io.penstock.worker.Workers;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/** The jobs that a worker holds code or tasks of. Used on one Vert.x context, where its events need not arrive. */
public final class WorkerJobs {
    private static final long UNUSED_MS = 60_000;

    private final Services services;
    private final Consumer<Event> events;
    private final Map<JobId, WorkerJob> jobs = new TreeMap<>();

    /**
     * What a worker has for its jobs.
     *
     * @param submitted the structure that a job was accepted with, from the store
     */
    public record Services(
            Vertx vertx,
            JarCache jars,
            LocalPrograms locals,
            ExchangeService exchange,
            Workers workers,
            TaskFactory tasks,
            TaskMeters meters,
            OptionCheck options,
            Snapshots snapshots,
            Function<JobId, Future<Optional<JobGraph>>> submitted) {}

    /** {@code events} hears what becomes of what is asked here, from any thread. */
    public WorkerJobs(Services services, Consumer<Event> events) {
        this.services = services;
        this.events = events;
    }

    /** Evaluates a program. What is kept for a later deployment goes again if none comes. */
    public void evaluate(JobSpec spec) {
        WorkerJob job = job(spec);
        job.evaluate().onSuccess(good -> {
            if (!good) dropIfIdle(spec.jobId(), job);
            else job.keepUnused(UNUSED_MS, () -> dropIfIdle(spec.jobId(), job));
        });
    }

    /** Starts the tasks of a deployment. */
    public void start(JobId id, Deployment deployment) {
        job(deployment.spec()).start(deployment);
    }

    /** Cancels tasks. */
    public void stop(JobId id, List<AttemptId> attempts) {
        WorkerJob job = jobs.get(id);
        if (job != null) job.stop(attempts);
    }

    /** Commits what tasks have prepared. */
    public void commit(JobId id, List<AttemptId> attempts) {
        WorkerJob job = jobs.get(id);
        if (job != null) job.commit(attempts);
    }

    /** Starts barriers in tasks. */
    public void trigger(Action.TriggerSnapshots order) {
        WorkerJob job = jobs.get(order.job());
        if (job != null) job.trigger(order);
    }

    /** Tells tasks that a checkpoint is complete; {@code finish} ends those that had a part in it. */
    public void completeCheckpoint(JobId id, long checkpointId, boolean finish) {
        WorkerJob job = jobs.get(id);
        if (job != null) job.each(task -> task.completeCheckpoint(checkpointId, finish));
    }

    /** Tells tasks that a checkpoint came to nothing. */
    public void abortCheckpoint(JobId id, long checkpointId) {
        WorkerJob job = jobs.get(id);
        if (job != null) job.each(task -> task.abortCheckpoint(checkpointId));
    }

    /** Deletes blocking partitions. */
    public void dropPartitions(JobId id, List<PartitionId> partitions) {
        partitions.forEach(partition -> services.exchange().releasePartition(id, partition));
    }

    /** Drops everything of the job. */
    public void drop(JobId id) {
        WorkerJob job = jobs.remove(id);
        if (job != null) job.close();
    }

    /** What the running tasks of a job have counted; nothing of a job that is not here. */
    public List<LiveTask> counts(JobId id) {
        WorkerJob job = jobs.get(id);
        return job == null ? List.of() : job.counts();
    }

    /** What the running tasks of a vertex stored of a checkpoint; nothing of a job that is not here. */
    public List<StoredPart> parts(Message.QueryParts asked) {
        WorkerJob job = jobs.get(asked.job());
        return job == null ? List.of() : job.parts(asked.vertex(), asked.checkpointId());
    }

    /** Looks at the stacks of a vertex's tasks for a while. */
    public Future<StackTree> sample(Message.SampleStacks asked) {
        return new StackSampling(asked.kind(), () -> {
                    WorkerJob job = jobs.get(asked.job());
                    return job == null ? List.of() : job.tasks(asked.vertex(), asked.subtask());
                })
                .run(services.vertx());
    }

    /** The graph that a program gives; nothing of it is kept. Fails with {@link ProgramRefusedException}. */
    public Future<JobGraph> plan(JobSpec spec) {
        WorkerJob job = new WorkerJob(spec, services, event -> {});
        return job.plan().onComplete(done -> job.close());
    }

    /** The programs in a jar, by reading its class files. */
    public Future<List<String>> programs(String jarId) {
        return services.jars()
                .acquire(jarId)
                .compose(jar -> services.vertx()
                        .executeBlocking(() -> JarPrograms.in(jar), false)
                        .onComplete(done -> services.jars().release(jarId)));
    }

    /** Drops all jobs. */
    public void close() {
        List.copyOf(jobs.keySet()).forEach(this::drop);
    }

    private WorkerJob job(JobSpec spec) {
        return jobs.computeIfAbsent(spec.jobId(), id -> new WorkerJob(spec, services, events));
    }

    private void dropIfIdle(JobId id, WorkerJob job) {
        if (job.isIdle() && jobs.remove(id, job)) job.close();
    }
}
