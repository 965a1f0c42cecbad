// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster;

import io.penstock.cluster.async.Offload;
import io.penstock.cluster.async.Reply;
import io.penstock.cluster.durability.JournalKeeper;
import io.penstock.cluster.durability.JournalOptions;
import io.penstock.cluster.membership.ClusterMember;
import io.penstock.cluster.membership.SoleMembership;
import io.penstock.cluster.store.InMemoryStore;
import io.penstock.cluster.store.RecordChunkStore;
import io.penstock.cluster.store.RecordChunkStore.BlobLimits;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.Optional;
import java.util.UUID;

/** Brings the ground of a node up, in a cluster or alone. */
public final class ClusterNode {
    private static final int HASHING_THREADS = 2;
    private static final int HASHING_QUEUE = 1_000;

    private ClusterNode() {}

    /** Local mode: un-clustered Vert.x and a store in memory. Returns at once; nothing listens anywhere. */
    public static ClusterRuntime local(NodeIdentity node, VertxSetup setup) {
        VertxOptions options = new VertxOptions();
        setup.options().accept(options);
        Vertx vertx = setup.builder().apply(Vertx.builder().with(options)).build();
        Offload hashing = hashing();
        InMemoryStore store = new InMemoryStore();
        OrderlyClose close =
                new OrderlyClose(vertx::close, remainingMs -> hashing.close(), TimingOptions.DEFAULT.closeMs());
        close.hookShutdown();
        return new NodeRuntime(
                vertx,
                store,
                new RecordChunkStore(store, hashing, BlobLimits.DEFAULT),
                new SoleMembership(new ClusterMember(
                        UUID.randomUUID().toString(), node.name(), node.roles(), "127.0.0.1", 0, node.attributes())),
                new NodeRuntime.Safety(() -> Future.succeededFuture(true), wanted -> Future.succeededFuture()),
                close);
    }

    /**
     * Joins a cluster, or founds it. The future fails with {@link ClusterStartException}. It does not wait for a
     * majority nor for backups: until there is a majority the store answers that it is unavailable, and
     * {@link ClusterRuntime#safe()} tells of the backups.
     */
    public static Future<ClusterRuntime> start(ClusterOptions options, VertxSetup setup, ClusterEvents events) {
        return start(options, Optional.empty(), setup, events);
    }

    /**
     * As above, with a store that survives a stop of the whole cluster. It answers that it is unavailable until whoever
     * leads has called {@link ClusterRuntime#recover}. Fails also as {@link JournalKeeper#open} does.
     */
    public static Future<ClusterRuntime> start(
            ClusterOptions options, Optional<JournalOptions> journal, VertxSetup setup, ClusterEvents events) {
        Reply<ClusterRuntime> reply = new Reply<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        reply.complete(new NodeStart(options, journal, setup, events).run());
                    } catch (RuntimeException e) {
                        reply.fail(e);
                    }
                },
                "penstock-start");
        thread.start();
        return reply.future();
    }

    static Offload hashing() {
        return Offload.pool("penstock-hash", HASHING_THREADS, HASHING_QUEUE);
    }
}
