// SPDX-License-Identifier: Apache-2.0
package io.penstock.verticle;

import io.penstock.bus.Receiver;
import io.penstock.core.cluster.ExecutorConfig;
import io.penstock.core.cluster.ExecutorMachine;
import io.penstock.core.message.Event;
import io.penstock.core.message.Role;
import io.penstock.core.message.WorkerInfo;
import io.penstock.effect.ExecutorEffects;
import io.penstock.effect.OwnEffects;
import io.penstock.job.WorkerJobs;
import io.vertx.core.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A worker's TaskExecutor. */
public final class TaskExecutorVerticle extends MachineVerticle {
    private static final long GOODBYE_MS = 50;

    private final WorkerJobs.Services jobServices;
    private final Consumer<String> ended;
    private @Nullable Receiver desk;
    private @Nullable WorkerJobs jobs;

    /** {@code ended} hears that it broke: the node cannot go on, since nobody minds its tasks. */
    public TaskExecutorVerticle(
            NodeServices services,
            LeaderWatch leaders,
            ExecutorConfig config,
            WorkerInfo worker,
            WorkerJobs.Services jobServices,
            Consumer<String> ended) {
        super(services, services.endpoint(Role.TASK_EXECUTOR), new ExecutorMachine(config, worker), leaders);
        this.jobServices = jobServices;
        this.ended = ended;
    }

    @Override
    public Future<?> start() {
        WorkerJobs made = new WorkerJobs(jobServices, this::tell);
        jobs = made;
        Receiver answering = new TaskDesk(services().bus(), made)::receive;
        desk = answering;
        services().bus().register(Role.TASK_DESK, null, context, answering);
        return super.start();
    }

    @Override
    protected OwnEffects effects() {
        WorkerJobs started = jobs;
        if (started == null) throw new IllegalStateException("not started");
        return new ExecutorEffects(started);
    }

    /** Says goodbye, which takes a moment to go out, then drops all tasks. */
    @Override
    public Future<?> stop() {
        if (desk != null) services().bus().unregister(Role.TASK_DESK, null, desk);
        tell(new Event.StopRequested());
        return services().vertx().timer(GOODBYE_MS).eventually(() -> {
            if (jobs != null) jobs.close();
            return (Future<?>) super.stop();
        });
    }

    @Override
    public void retired(String reason) {
        ended.accept("the TaskExecutor retired: " + reason);
    }

    @Override
    public void broken(Throwable cause) {
        if (jobs != null) jobs.close();
        ended.accept("the TaskExecutor broke: " + cause);
    }
}
