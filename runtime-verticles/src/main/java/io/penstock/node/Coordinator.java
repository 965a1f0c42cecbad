// SPDX-License-Identifier: Apache-2.0
package io.penstock.node;

import io.penstock.client.ClusterClient;
import io.penstock.client.JobEnds;
import io.penstock.cluster.journal.VoteFile;
import io.penstock.core.cluster.ElectionConfig;
import io.penstock.core.message.FencingToken;
import io.penstock.verticle.DispatcherVerticle;
import io.penstock.verticle.ElectionVerticle;
import io.penstock.verticle.JobMasterHostVerticle;
import io.penstock.verticle.JobMasterVerticle;
import io.penstock.verticle.LeaderReign;
import io.penstock.verticle.LeaderWatch;
import io.penstock.verticle.NodeServices;
import io.penstock.verticle.ResourceManagerVerticle;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a coordinator runs: its voice in elections, JobMasters, the leader's parts while it leads, and a client to serve
 * requests with.
 */
final class Coordinator {
    private static final Logger LOG = LoggerFactory.getLogger(Coordinator.class);
    private static final long RENEWAL_MS = 500;
    /** For each of both steps; both together leave time for the rest of an orderly end. */
    private static final long HAND_OVER_MS = 2_000;

    private static final long LOOK_MS = 10;

    private final Vertx vertx;
    private final NodeServices services;
    private final LeaderWatch leaders;
    private final MachineConfigs configs;
    private final Leadership leadership;
    private final ClusterClient client;
    private final JobEnds ends;
    private @Nullable ElectionVerticle elector;
    private @Nullable JobMasterHostVerticle host;
    private @Nullable String hostDeployment;
    private boolean stopped;

    /**
     * How the coordinator takes part in elections.
     *
     * @param recovery what comes between winning one and deciding anything, as {@code ClusterRuntime.recover}
     */
    record Leadership(ElectionConfig election, VoteFile votes, Function<BooleanSupplier, Future<Void>> recovery) {}

    Coordinator(
            NodeServices services,
            LeaderWatch leaders,
            MachineConfigs configs,
            Leadership leadership,
            long clientTimeoutMs) {
        this.vertx = services.vertx();
        this.services = services;
        this.leaders = leaders;
        this.configs = configs;
        this.leadership = leadership;
        this.client = new ClusterClient(vertx, services.bus(), leaders, clientTimeoutMs);
        this.ends = new JobEnds(vertx, services.store());
    }

    ClusterClient client() {
        return client;
    }

    JobEnds ends() {
        return ends;
    }

    Future<Void> start() {
        JobMasterHostVerticle masters = new JobMasterHostVerticle(
                services, (order, ended) -> new JobMasterVerticle(services, leaders, configs.job(), order, ended));
        host = masters;
        return vertx.deployVerticle(masters)
                .onSuccess(id -> hostDeployment = id)
                .compose(id -> elect())
                .mapEmpty();
    }

    /**
     * Passes on what this node leads and the JobMasters it holds, if the others are enough to take them; tasks go on
     * meanwhile. Completes within a limited time, whatever happens.
     */
    Future<Void> handOver() {
        ElectionVerticle voter = elector;
        JobMasterHostVerticle masters = host;
        if (voter == null
                || masters == null
                || othersThere() < leadership.election().majority()) {
            return Future.succeededFuture();
        }
        stopped = true;
        voter.leave();
        return anotherLeads(services.clock().nowMs() + HAND_OVER_MS)
                .compose(led -> masters.leave(leaders, HAND_OVER_MS))
                .map(left -> {
                    if (!left) LOG.warn("JobMasters were left behind; the leader will miss them");
                    return null;
                });
    }

    private long othersThere() {
        return services.membership().members().stream()
                .filter(member -> member.isCoordinator()
                        && !member.incarnation().equals(services.node().value()))
                .count();
    }

    private Future<Void> anotherLeads(long untilMs) {
        boolean passedOn =
                leaders.leader().filter(node -> !node.equals(services.node())).isPresent();
        return passedOn || services.clock().nowMs() >= untilMs
                ? Future.succeededFuture()
                : vertx.timer(LOOK_MS).compose(pause -> anotherLeads(untilMs));
    }

    /** Ends what it decides first, what serves requests last. */
    Future<Void> stop() {
        stopped = true;
        String masters = hostDeployment;
        ElectionVerticle running = elector;
        return (running == null ? Future.succeededFuture() : vertx.undeploy(running.deploymentID()))
                .otherwiseEmpty()
                .compose(gone -> masters == null ? Future.succeededFuture() : vertx.undeploy(masters))
                .otherwiseEmpty()
                .compose(gone -> {
                    client.close();
                    ends.close();
                    return leadership.votes().close();
                })
                .otherwiseEmpty()
                .mapEmpty();
    }

    private Future<String> elect() {
        LeaderReign reign = new LeaderReign(vertx, leadership.recovery(), this::leaderParts);
        ElectionVerticle verticle =
                new ElectionVerticle(services, leadership.election(), leadership.votes(), reign, this::renew);
        elector = verticle;
        return vertx.deployVerticle(verticle);
    }

    private List<Deployable> leaderParts(FencingToken token) {
        return List.of(
                new DispatcherVerticle(services, leaders, configs.dispatcher(), token, this::renew),
                new ResourceManagerVerticle(services, configs.resource(), token, configs.newMatching(), this::renew));
    }

    /**
     * A part that ended by itself takes the whole reign along; the node then stands for election anew, with a higher
     * term.
     */
    private void renew(String reason) {
        ElectionVerticle ended = elector;
        if (stopped || ended == null) return;
        LOG.warn("{}; this node gives up what it leads and stands for election again", reason);
        elector = null;
        vertx.undeploy(ended.deploymentID())
                .otherwiseEmpty()
                .compose(gone -> vertx.timer(RENEWAL_MS))
                .compose(pause -> stopped ? Future.succeededFuture("") : elect())
                .onFailure(e -> LOG.error("this node cannot take part in elections any more", e));
    }
}
