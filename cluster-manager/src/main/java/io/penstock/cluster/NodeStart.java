// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.IndeterminateOperationStateException;
import com.hazelcast.core.LifecycleEvent.LifecycleState;
import io.penstock.cluster.async.Offload;
import io.penstock.cluster.durability.DurableCluster;
import io.penstock.cluster.durability.JournalOptions;
import io.penstock.cluster.membership.DeathWatch;
import io.penstock.cluster.membership.HazelcastMembership;
import io.penstock.cluster.membership.MembershipWatch;
import io.penstock.cluster.store.Durability;
import io.penstock.cluster.store.HazelcastStore;
import io.penstock.cluster.store.RecordChunkStore;
import io.penstock.cluster.store.RecordChunkStore.BlobLimits;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.net.NetClientOptions;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One attempt to join a cluster; blocks the thread that runs it. What it began it takes back when it fails. */
final class NodeStart {
    private static final Logger LOG = LoggerFactory.getLogger(NodeStart.class);
    private static final int SEED_CONNECT_MS = 500;
    private static final int RETRY_MS = 50;
    private static final long VERTX_START_MS = 30_000;
    private static final long STALLED_MS = 10_000;
    private static final long WATCH_TICK_MS = 1_000;

    private final ClusterOptions options;
    private final Optional<JournalOptions> journal;
    private final VertxSetup setup;
    private final NodeFate fate;
    private final String incarnation = UUID.randomUUID().toString();
    private final long deadlineNs;

    NodeStart(ClusterOptions options, Optional<JournalOptions> journal, VertxSetup setup, ClusterEvents events) {
        this.options = options;
        this.journal = journal;
        this.setup = setup;
        this.fate = new NodeFate(events);
        this.deadlineNs = System.nanoTime()
                + TimeUnit.MILLISECONDS.toNanos(options.timing().startMs());
    }

    ClusterRuntime run() {
        if (!options.node().isCoordinator()) {
            awaitSeed();
        }
        @Nullable DurableCluster durable = journal.map(DurableCluster::new).orElse(null);
        @Nullable HazelcastInstance hazelcast = null;
        try {
            hazelcast = startHazelcast(durable);
            awaitDataMember(hazelcast);
            return assemble(hazelcast, durable);
        } catch (RuntimeException e) {
            if (hazelcast != null) {
                hazelcast.getLifecycleService().terminate();
            }
            if (durable != null) {
                durable.close();
            }
            throw e;
        }
    }

    /** A worker that starts first would found a cluster of its own and have to be merged into the real one later. */
    private void awaitSeed() {
        boolean said = false;
        while (options.network().seeds().stream().noneMatch(NodeStart::answers)) {
            if (!said) {
                LOG.info(
                        "No coordinator answers yet at {}, trying again",
                        options.network().seeds());
                said = true;
            }
            pauseOrGiveUp("no coordinator answers at " + options.network().seeds());
        }
    }

    private static boolean answers(String seed) {
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(NetworkOptions.hostOf(seed), NetworkOptions.portOf(seed)), SEED_CONNECT_MS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private HazelcastInstance startHazelcast(@Nullable DurableCluster durable) {
        try {
            Config config = HazelcastSettings.build(options, incarnation);
            if (durable != null) {
                durable.configure(config);
            }
            return Hazelcast.newHazelcastInstance(config);
        } catch (ClusterStartException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new ClusterStartException(
                    "cannot listen or join on " + options.network().bindHost() + ":"
                            + options.network().clusterPort() + ": " + e.getMessage(),
                    e);
        }
    }

    /** Lite members alone hold no data, and Vert.x cannot register itself without any. */
    private void awaitDataMember(HazelcastInstance hazelcast) {
        while (hazelcast.getCluster().getMembers().stream().allMatch(Member::isLiteMember)) {
            pauseOrGiveUp("joined, but no coordinator is among the members; those at "
                    + options.network().seeds() + " may have another cluster.name or secret");
        }
    }

    private void pauseOrGiveUp(String what) {
        if (System.nanoTime() - deadlineNs > 0) {
            throw new ClusterStartException(
                    what + " (waited " + options.timing().startMs() + " ms)", null);
        }
        try {
            Thread.sleep(RETRY_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterStartException("interrupted while waiting: " + what, e);
        }
    }

    private ClusterRuntime assemble(HazelcastInstance hazelcast, @Nullable DurableCluster durable) {
        Bus bus = startBus(hazelcast);
        Vertx vertx = bus.vertx();
        HazelcastMembership membership = new HazelcastMembership(hazelcast);
        membership.begin();
        DurableCluster.Parts parts = durable == null
                ? new DurableCluster.Parts(Durability.NONE, wanted -> Future.succeededFuture())
                : durable.begin(hazelcast, options.coordinatorsConfigured(), fate::stopped);
        HazelcastStore store = new HazelcastStore(hazelcast, parts.durability());
        Offload hashing = ClusterNode.hashing();
        MembershipWatch watch = new MembershipWatch(
                bus.manager()::getNodeInfo,
                MembershipWatch.deliveryOf(membership),
                STALLED_MS,
                WATCH_TICK_MS,
                fate::stalled);
        OrderlyClose close = new OrderlyClose(
                vertx::close,
                remainingMs -> {
                    fate.closing();
                    watch.close();
                    store.close();
                    hashing.close();
                    HazelcastEnd.end(hazelcast, remainingMs);
                    if (durable != null) {
                        durable.close();
                    }
                },
                options.timing().closeMs());
        hazelcast.getLifecycleService().addLifecycleListener(event -> onLifecycle(event.getState(), close));
        close.hookShutdown();
        watch.start();
        if (options.node().isCoordinator()) {
            DeathWatch.start(vertx, busClient(bus.options()), bus.manager()::getNodeInfo, membership);
        }
        return new NodeRuntime(
                vertx,
                store,
                new RecordChunkStore(store, hashing, BlobLimits.DEFAULT),
                membership,
                new NodeRuntime.Safety(
                        () -> hashing.call(() -> hazelcast.getPartitionService().isClusterSafe()), parts.recovering()),
                close);
    }

    private record Bus(HazelcastClusterManager manager, Vertx vertx, EventBusOptions options) {}

    /** How to connect to another node's event bus. */
    private NetClientOptions busClient(EventBusOptions bus) {
        NetClientOptions client = new NetClientOptions().setConnectTimeout(bus.getConnectTimeout());
        setup.busClient().accept(client);
        return client;
    }

    /** While members come and go its registrations may miss their backups; that passes. */
    private Bus startBus(HazelcastInstance hazelcast) {
        while (true) {
            HazelcastClusterManager manager = new HazelcastClusterManager(hazelcast);
            try {
                VertxOptions vertxOptions = vertxOptions();
                return new Bus(manager, startVertx(manager, vertxOptions), vertxOptions.getEventBusOptions());
            } catch (ClusterStartException e) {
                if (!missedBackups(e)) {
                    throw e;
                }
                LOG.info("Starting the event bus again: {}", e.getMessage());
                pauseOrGiveUp(String.valueOf(e.getMessage()));
            }
        }
    }

    private static boolean missedBackups(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof IndeterminateOperationStateException) {
                return true;
            }
        }
        return false;
    }

    private VertxOptions vertxOptions() {
        VertxOptions vertxOptions = new VertxOptions();
        setup.options().accept(vertxOptions);
        NetworkOptions network = options.network();
        TimingOptions timing = options.timing();
        EventBusOptions bus = vertxOptions.getEventBusOptions();
        bus.setHost(network.bindHost())
                .setPort(network.busPort())
                .setConnectTimeout(timing.busConnectMs())
                .setClusterPingInterval(timing.busPingMs())
                .setClusterPingReplyInterval(timing.busPingMs());
        network.publicHost().ifPresent(bus::setClusterPublicHost);
        return vertxOptions;
    }

    private Vertx startVertx(HazelcastClusterManager manager, VertxOptions vertxOptions) {
        try {
            return setup.builder()
                    .apply(Vertx.builder().with(vertxOptions).withClusterManager(manager))
                    .buildClustered()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .orTimeout(VERTX_START_MS, TimeUnit.MILLISECONDS)
                    .thenApply(NodeStart::withoutJavaObjects)
                    .join();
        } catch (CompletionException e) {
            throw new ClusterStartException("the event bus did not start: " + e.getCause(), e);
        }
    }

    /** A message may claim to be a Java object, and by default those of some packages would be brought to life. */
    private static Vertx withoutJavaObjects(Vertx vertx) {
        vertx.eventBus().serializableChecker(name -> false).clusterSerializableChecker(name -> false);
        return vertx;
    }

    private void onLifecycle(LifecycleState state, OrderlyClose close) {
        if (close.hasBegun()) {
            return;
        }
        switch (state) {
            case MERGED, MERGE_FAILED -> fate.merged(state.name());
            case SHUTDOWN -> fate.stopped("Hazelcast stopped by itself");
            default -> LOG.debug("Hazelcast is {}", state);
        }
    }
}
