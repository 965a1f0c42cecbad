// SPDX-License-Identifier: Apache-2.0
package io.penstock.node;

import io.penstock.client.Leaders;
import io.penstock.cluster.journal.VoteFile;
import io.penstock.cluster.membership.ClusterMember;
import io.penstock.cluster.membership.Membership;
import io.penstock.config.NodeConfig;
import io.penstock.config.NodeConfig.Mode;
import io.penstock.core.cluster.ElectionConfig;
import io.penstock.core.message.NodeId;
import io.penstock.core.message.WorkerInfo;
import io.penstock.exchange.ExchangeOptions;
import io.penstock.exchange.ExchangeService;
import io.penstock.job.OptionCheck;
import io.penstock.job.TaskMeters;
import io.penstock.node.Coordinator.Leadership;
import io.penstock.verticle.LeaderWatch;
import io.penstock.verticle.NodeServices;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One member of a cluster: the parts its roles ask for, started and stopped in order. */
final class MemberNode {
    private static final long CLIENT_SLACK_MS = 3_000;
    private static final long SERVING_LOOK_MS = 5;

    private final NodeServices services;
    private final LeaderWatch leaders;
    private final @Nullable Coordinator coordinator;
    private final @Nullable Worker worker;
    private @Nullable NodeDesk desk;

    /**
     * Who the member is.
     *
     * @param vote how it takes part in elections; null if it is no coordinator
     * @param offer what it offers; null if it is no worker
     */
    record Member(
            ClusterMember self,
            Membership membership,
            @Nullable Vote vote,
            @Nullable Offer offer) {}

    /** How a coordinator votes. */
    record Vote(String name, List<String> coordinators, VoteFile file) {}

    /** What a worker offers, once its data port is known. */
    @FunctionalInterface
    interface Offer {
        WorkerInfo info(NodeId node, String name, int dataPort);
    }

    private MemberNode(
            NodeServices services, LeaderWatch leaders, @Nullable Coordinator coordinator, @Nullable Worker worker) {
        this.services = services;
        this.leaders = leaders;
        this.coordinator = coordinator;
        this.worker = worker;
    }

    /** Starts a member; {@code broken} hears if it cannot go on. */
    static Future<MemberNode> start(
            NodeGround ground, NodeConfig config, Member member, TaskMeters meters, Consumer<String> broken) {
        return ground.services(member.self(), member.membership())
                .compose(services -> exchange(ground, config, member, services.node())
                        .compose(exchange -> {
                            MemberNode node = assemble(ground, config, member, services, meters, exchange);
                            node.desk = NodeDesk.open(ground, services, meters);
                            return node.startParts(broken).map(node);
                        }));
    }

    /** Alone in its cluster, a worker needs no port for others; no worker needs no exchange. */
    private static Future<@Nullable ExchangeService> exchange(
            NodeGround ground, NodeConfig config, Member member, NodeId node) {
        if (member.offer() == null) return Future.succeededFuture(null);
        boolean alone = config.node().mode() == Mode.LOCAL
                && member.membership().members().size() == 1;
        if (alone) return Future.succeededFuture(new ExchangeService(node));
        Path partitions = ground.workDir().resolve("partitions-" + node);
        ExchangeOptions options = ExchangeOptions.plain(
                config.exchange().host(), config.exchange().port(), partitions);
        ground.tls().ifPresent(tls -> tls.secure(options.server(), options.client()));
        return ExchangeService.start(ground.vertx(), node, options).map(started -> started);
    }

    private static MemberNode assemble(
            NodeGround ground,
            NodeConfig config,
            Member member,
            NodeServices services,
            TaskMeters meters,
            @Nullable ExchangeService exchange) {
        LeaderWatch leaders = new LeaderWatch(services);
        MachineConfigs configs =
                MachineConfigs.of(config, Plugins.in(config.node().pluginDir()));
        Vote vote = member.vote();
        Coordinator coordinator = null;
        if (vote != null) {
            ElectionConfig election = ElectionConfig.defaults(
                    vote.name(),
                    services.node(),
                    vote.coordinators(),
                    ThreadLocalRandom.current().nextLong());
            long timeoutMs = config.cluster().requestTimeoutMs() + CLIENT_SLACK_MS;
            Leadership leadership = new Leadership(election, vote.file(), ground.cluster()::recover);
            coordinator = new Coordinator(services, leaders, configs, leadership, timeoutMs);
        }
        Offer offer = member.offer();
        Worker worker = null;
        if (offer != null && exchange != null) {
            WorkerInfo info = offer.info(services.node(), member.self().name(), exchange.dataPort());
            OptionCheck check =
                    OptionCheck.with(options -> configs.job().strategies().problems(options));
            worker = new Worker(
                    services,
                    leaders,
                    configs.executor(),
                    info,
                    WorkerParts.jobs(ground, config, exchange, meters, check));
        }
        return new MemberNode(services, leaders, coordinator, worker);
    }

    private Future<Void> startParts(Consumer<String> broken) {
        Promise<Void> watching = Promise.promise();
        services.vertx()
                .getOrCreateContext()
                .runOnContext(ignored -> leaders.start().onComplete(watching));
        return watching.future()
                .compose(done -> coordinator == null ? Future.succeededFuture() : coordinator.start())
                .compose(done -> worker == null ? Future.succeededFuture() : worker.start(broken));
    }

    /** The coordinator's part. */
    Coordinator coordinator() {
        if (coordinator == null) throw new IllegalStateException("this node is no coordinator");
        return coordinator;
    }

    /** Done when the leader knows of this worker, or answers at all if it need not know it. */
    Future<Void> serving(boolean asWorker) {
        return coordinator().client().cluster().transform(answer -> {
            boolean known = answer.succeeded()
                    && (!asWorker
                            || answer.result().workers().stream()
                                    .anyMatch(w -> w.worker().node().equals(id())));
            return known
                    ? Future.<Void>succeededFuture()
                    : services.vertx().timer(SERVING_LOOK_MS).compose(pause -> serving(asWorker));
        });
    }

    /** Who leads, as this member sees it. */
    Leaders leaders() {
        return leaders;
    }

    NodeId id() {
        return services.node();
    }

    /** Hands its duties over, then gives back its slots, then closes its address. */
    Future<Void> stop() {
        return (coordinator == null ? Future.<Void>succeededFuture() : coordinator.handOver())
                .otherwiseEmpty()
                .compose(handed -> worker == null ? Future.<Void>succeededFuture() : worker.stop())
                .otherwiseEmpty()
                .compose(gone -> coordinator == null ? Future.succeededFuture() : coordinator.stop())
                .otherwiseEmpty()
                .compose(gone -> {
                    if (desk != null) desk.close();
                    leaders.stop();
                    return services.bus().close();
                })
                .otherwiseEmpty();
    }
}
