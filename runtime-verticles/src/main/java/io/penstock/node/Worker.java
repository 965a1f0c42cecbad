// SPDX-License-Identifier: Apache-2.0
package io.penstock.node;

import io.penstock.cluster.async.Subscription;
import io.penstock.cluster.membership.ClusterMember;
import io.penstock.cluster.membership.MembershipListener;
import io.penstock.core.cluster.ExecutorConfig;
import io.penstock.core.message.NodeId;
import io.penstock.core.message.WorkerInfo;
import io.penstock.job.WorkerJobs;
import io.penstock.verticle.LeaderWatch;
import io.penstock.verticle.NodeServices;
import io.penstock.verticle.TaskExecutorVerticle;
import io.vertx.core.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a worker runs: its TaskExecutor, with the threads and channels of its tasks. */
final class Worker implements MembershipListener {
    private final NodeServices services;
    private final LeaderWatch leaders;
    private final ExecutorConfig config;
    private final WorkerInfo info;
    private final WorkerJobs.Services jobs;
    private @Nullable String deployment;
    private @Nullable Subscription leavers;

    Worker(
            NodeServices services,
            LeaderWatch leaders,
            ExecutorConfig config,
            WorkerInfo info,
            WorkerJobs.Services jobs) {
        this.services = services;
        this.leaders = leaders;
        this.config = config;
        this.info = info;
        this.jobs = jobs;
    }

    /** {@code broken} hears that the node cannot go on. */
    Future<Void> start(Consumer<String> broken) {
        TaskExecutorVerticle verticle = new TaskExecutorVerticle(services, leaders, config, info, jobs, broken);
        leavers = services.membership().listen(this);
        return services.vertx()
                .deployVerticle(verticle)
                .onSuccess(id -> deployment = id)
                .mapEmpty();
    }

    @Override
    public void joined(ClusterMember member) {}

    /** Whoever waits for records of it waits in vain. */
    @Override
    public void left(ClusterMember member) {
        jobs.exchange().workerLost(new NodeId(member.incarnation()));
    }

    /** Says goodbye, cancels what runs, and frees threads and channels. */
    Future<Void> stop() {
        if (leavers != null) leavers.close();
        String running = deployment;
        return (running == null
                        ? Future.<Void>succeededFuture()
                        : services.vertx().undeploy(running))
                .otherwiseEmpty()
                .compose(gone -> {
                    jobs.workers().close();
                    return jobs.exchange().close();
                });
    }
}
