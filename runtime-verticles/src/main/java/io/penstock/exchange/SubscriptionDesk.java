// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange;

import io.penstock.core.message.JobId;
import io.penstock.exchange.net.Refusal;
import io.penstock.exchange.net.ServerSubscription;
import io.penstock.exchange.net.SubscriptionHandler;
import io.penstock.exchange.partition.PartitionStore;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Takes what consumers on other workers ask for to the job it is about. A job that has not been deployed here yet is
 * waited for, for a bounded time: the deployments of a region arrive at its workers at slightly different times.
 * Thread-safe.
 */
final class SubscriptionDesk implements SubscriptionHandler {
    private final Vertx vertx;
    private final PartitionStore partitions;
    private final long waitMs;
    private final Map<JobId, JobExchange> jobs;
    private final Map<JobId, List<ServerSubscription>> parked = new TreeMap<>();
    private final Map<ServerSubscription, List<ServedPartition>> served = new ConcurrentHashMap<>();

    SubscriptionDesk(Vertx vertx, PartitionStore partitions, long waitMs, Map<JobId, JobExchange> jobs) {
        this.vertx = vertx;
        this.partitions = partitions;
        this.waitMs = waitMs;
        this.jobs = jobs;
    }

    @Override
    public void subscribed(ServerSubscription subscription) {
        if (subscription.request().blocking()) {
            serve(subscription);
            return;
        }
        JobExchange job;
        synchronized (this) {
            JobId id = subscription.request().job();
            job = jobs.get(id);
            if (job == null)
                parked.computeIfAbsent(id, none -> new ArrayList<>()).add(subscription);
        }
        if (job != null) job.subscribed(subscription);
        vertx.setTimer(waitMs, timer -> expire(subscription));
    }

    private void serve(ServerSubscription subscription) {
        List<ServedPartition> lanes = new ArrayList<>();
        for (int lane = 0; lane < subscription.request().lanes(); lane++) {
            lanes.add(new ServedPartition(partitions, subscription, lane));
        }
        served.put(subscription, lanes);
        lanes.forEach(ServedPartition::start);
    }

    /** A job has come: what has waited for it is taken to it. */
    void deployed(JobId id, JobExchange job) {
        List<ServerSubscription> waited;
        synchronized (this) {
            waited = parked.remove(id);
        }
        if (waited != null) waited.forEach(job::subscribed);
    }

    private void expire(ServerSubscription subscription) {
        if (subscription.isOver()) return;
        JobExchange job = jobs.get(subscription.request().job());
        boolean jobless;
        synchronized (this) {
            jobless = unpark(subscription);
        }
        if (job != null && !jobless) {
            job.expire(subscription, waitMs);
            return;
        }
        for (int i = 0; i < subscription.request().lanes(); i++) {
            subscription.refuse(i, Refusal.CHANNEL, "the job was not deployed here within " + waitMs + " ms");
        }
    }

    @Override
    public void over(ServerSubscription subscription) {
        synchronized (this) {
            unpark(subscription);
        }
        @Nullable List<ServedPartition> lanes = served.remove(subscription);
        if (lanes != null) lanes.forEach(ServedPartition::close);
        JobExchange job = jobs.get(subscription.request().job());
        if (job != null) job.over(subscription);
    }

    private boolean unpark(ServerSubscription subscription) {
        List<ServerSubscription> waited = parked.get(subscription.request().job());
        if (waited == null || !waited.remove(subscription)) return false;
        if (waited.isEmpty()) parked.remove(subscription.request().job());
        return true;
    }
}
