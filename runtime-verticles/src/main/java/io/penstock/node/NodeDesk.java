// SPDX-License-Identifier: Apache-2.0
package io.penstock.node;

import io.penstock.bus.ControlCounts;
import io.penstock.bus.NodeBus;
import io.penstock.bus.Receiver;
import io.penstock.cluster.async.Offload;
import io.penstock.core.message.Endpoint;
import io.penstock.core.message.Message;
import io.penstock.core.message.NodeQuestion;
import io.penstock.core.message.Role;
import io.penstock.job.TaskMeters;
import io.penstock.metrics.Metric;
import io.penstock.metrics.Sheet;
import io.penstock.verticle.NodeServices;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers questions about this node, away from its event loops. Costs nothing until it is asked. */
final class NodeDesk {
    private static final Logger LOG = LoggerFactory.getLogger(NodeDesk.class);

    private static final double NS_PER_S = 1e9;

    private final NodeBus bus;
    private final Offload background;
    private final TaskMeters meters;
    private final ClusterHealth cluster;
    private final Receiver receiver = this::receive;

    private NodeDesk(NodeGround ground, NodeServices services, TaskMeters meters) {
        this.bus = services.bus();
        this.meters = meters;
        this.background = ground.files();
        this.cluster = new ClusterHealth(ground.cluster(), services.membership());
    }

    static NodeDesk open(NodeGround ground, NodeServices services, TaskMeters meters) {
        NodeDesk desk = new NodeDesk(ground, services, meters);
        desk.bus.register(Role.NODE_DESK, null, ground.vertx().getOrCreateContext(), desk.receiver);
        return desk;
    }

    private void receive(Endpoint from, Message message) {
        if (!(message instanceof Message.QueryNode asked)) return;
        Endpoint self = Endpoint.of(bus.self(), Role.NODE_DESK);
        Future<byte[]> answer = asked.question() == NodeQuestion.PROMETHEUS
                ? metrics()
                : background.call(() -> NodeFacts.answer(asked.question()));
        answer.onSuccess(facts -> bus.send(self, from, new Message.NodeAnswer(asked.requestId(), facts)))
                .onFailure(e -> LOG.warn("a question for {} could not be answered", asked.question(), e));
    }

    private Future<byte[]> metrics() {
        Promise<Double> delay = Promise.promise();
        long givenNs = System.nanoTime();
        Vertx.currentContext().runOnContext(ran -> delay.complete((System.nanoTime() - givenNs) / NS_PER_S));
        return delay.future()
                .compose(seconds -> cluster.look()
                        .compose(health -> meters.scrape(background).map(text -> text + own(seconds, health))))
                .compose(text -> background.call(() -> NodeFacts.zipped(new JsonObject().put("text", text))));
    }

    private String own(double loopDelaySeconds, ClusterHealth.Look health) {
        NodeBus.Counts counts = bus.counts();
        ControlCounts.Reading control = bus.control().read();
        Sheet sheet = new Sheet();
        health.readSeconds().ifPresent(seconds -> sheet.put(Metric.STORE_READ, seconds));
        return sheet.put(Metric.MEMBERS, (double) health.members())
                .put(Metric.SAFE, health.safe() ? 1 : 0)
                .put(Metric.STORE_FAILED, (double) health.failedReads())
                .put(Metric.SUBMISSIONS, (double) control.accepted(), "accepted")
                .put(Metric.SUBMISSIONS, (double) control.refused(), "refused")
                .put(Metric.DEPLOYMENTS, (double) control.deployed())
                .put(Metric.JOB_MASTERS, (double) control.jobMasters())
                .put(Metric.LEADERSHIPS, (double) control.leaderships())
                .put(Metric.STALE_REFUSED, (double) control.staleMessages())
                .put(Metric.STALE_WRITES, (double) control.staleWrites())
                .put(Metric.BUS_REFUSED, (double) counts.refused())
                .put(Metric.BUS_SENT, (double) counts.sent())
                .put(Metric.BUS_RECEIVED, (double) counts.received())
                .put(Metric.BUS_UNDELIVERABLE, (double) counts.undeliverable())
                .put(Metric.BUS_MALFORMED, (double) counts.malformed())
                .put(Metric.BUS_OVERSIZED, (double) counts.oversized())
                .put(Metric.LOOP_DELAY, loopDelaySeconds)
                .text();
    }

    void close() {
        bus.unregister(Role.NODE_DESK, null, receiver);
    }
}
