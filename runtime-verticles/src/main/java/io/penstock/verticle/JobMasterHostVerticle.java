// SPDX-License-Identifier: Apache-2.0
package io.penstock.verticle;

import io.penstock.bus.Receiver;
import io.penstock.client.Leaders;
import io.penstock.core.message.Endpoint;
import io.penstock.core.message.FencingToken;
import io.penstock.core.message.JobId;
import io.penstock.core.message.Message;
import io.penstock.core.message.Message.StartJobMaster;
import io.penstock.core.message.Message.StopJobMaster;
import io.penstock.core.message.Role;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts and stops JobMasters on a coordinator, as the leader says; obeys no older leader than it has seen, and is
 * asked again until it did.
 */
public final class JobMasterHostVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(JobMasterHostVerticle.class);

    private static final long LEAVE_REPEAT_MS = 50;

    private final NodeServices services;
    private final Factory factory;
    private final Receiver receiver = this::receive;
    private final Map<JobId, Hosted> hosted = new TreeMap<>();
    private FencingToken leader = FencingToken.NONE;

    /** Makes the verticle of a job's JobMaster; {@code ended} is to be called when it retired or broke. */
    @FunctionalInterface
    public interface Factory {
        MachineVerticle jobMaster(StartJobMaster order, Runnable ended);
    }

    private record Hosted(FencingToken token, Future<String> deployment) {}

    public JobMasterHostVerticle(NodeServices services, Factory factory) {
        this.services = services;
        this.factory = factory;
    }

    @Override
    public Future<?> start() {
        services.bus().register(Role.JOB_MASTER_HOST, null, context, receiver);
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        services.bus().unregister(Role.JOB_MASTER_HOST, null, receiver);
        return Future.join(List.copyOf(hosted.keySet()).stream().map(this::end).toList());
    }

    /**
     * Has the leader's Dispatcher give successors to the JobMasters here; completes when none is left, or {@code false}
     * after {@code limitMs}. Called on any thread.
     */
    public Future<Boolean> leave(Leaders leaders, long limitMs) {
        Promise<Boolean> left = Promise.promise();
        context.runOnContext(v -> leave(leaders, services.clock().nowMs() + limitMs, left));
        return left.future();
    }

    private void leave(Leaders leaders, long untilMs, Promise<Boolean> left) {
        if (hosted.isEmpty() || services.clock().nowMs() >= untilMs) {
            left.complete(hosted.isEmpty());
            return;
        }
        Endpoint self = services.endpoint(Role.JOB_MASTER_HOST);
        leaders.leader()
                .filter(node -> !node.equals(services.node()))
                .ifPresent(node -> services.bus()
                        .send(self, Endpoint.of(node, Role.DISPATCHER), new Message.CoordinatorLeaving()));
        vertx.setTimer(LEAVE_REPEAT_MS, timer -> leave(leaders, untilMs, left));
    }

    private void receive(Endpoint from, Message message) {
        if (message instanceof StartJobMaster order) {
            if (obeys(from, order.token())) start(order);
        } else if (message instanceof StopJobMaster order) {
            if (obeys(from, order.token())) stop(order);
        } else {
            LOG.warn(
                    "dropped a {} from {}, it is not for a JobMaster host",
                    message.getClass().getSimpleName(),
                    from);
        }
    }

    private boolean obeys(Endpoint from, FencingToken token) {
        if (token.olderThan(leader)) {
            services.bus().send(services.endpoint(Role.JOB_MASTER_HOST), from, new Message.Stale(leader, null));
            return false;
        }
        leader = token;
        return true;
    }

    private void start(StartJobMaster order) {
        Hosted before = hosted.get(order.job());
        if (before != null && !before.token().olderThan(order.jobToken())) return;
        services.bus().control().jobMasterStarted();
        Future<?> free = before == null ? Future.succeededFuture() : end(order.job());
        MachineVerticle verticle = factory.jobMaster(order, () -> context.runOnContext(v -> ended(order)));
        Future<String> deployment = free.transform(gone -> vertx.deployVerticle(verticle))
                .onFailure(e -> LOG.error("the JobMaster of {} could not be started", order.job(), e));
        hosted.put(order.job(), new Hosted(order.jobToken(), deployment));
    }

    private void stop(StopJobMaster order) {
        Hosted known = hosted.get(order.job());
        if (known != null && !order.jobToken().olderThan(known.token())) end(order.job());
    }

    private void ended(StartJobMaster order) {
        Hosted known = hosted.get(order.job());
        if (known != null && known.token().equals(order.jobToken())) end(order.job());
    }

    private Future<?> end(JobId job) {
        Hosted known = hosted.remove(job);
        if (known == null) return Future.succeededFuture();
        return known.deployment().compose(vertx::undeploy).otherwiseEmpty();
    }
}
