// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.membership;

import io.vertx.core.Completable;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.spi.cluster.NodeInfo;
import java.net.ConnectException;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Proves that a process is gone, within milliseconds: holds an idle connection to every other member's event bus. When
 * one breaks it connects again, and if the machine then says that nobody listens there, the process that did is dead.
 * Silence, a time-out or a reset prove nothing: that may be the network.
 *
 * <p>It goes on asking as long as Hazelcast counts the member in, so that a wrong proof (a firewall that answers for
 * who lives) is taken back. Everything happens on one Vert.x context.
 */
public final class DeathWatch implements MembershipListener {
    private static final Logger LOG = LoggerFactory.getLogger(DeathWatch.class);
    private static final long RETRY_MS = 500;
    /** A connection that held that long was none that the dying process accepted. */
    private static final long STEADY_NS = 1_000_000_000L;

    private final Context context;
    private final NetClient client;
    private final BiConsumer<String, Completable<NodeInfo>> addresses;
    private final HazelcastMembership membership;
    private final Map<String, Watched> watched = new TreeMap<>();

    private static final class Watched {
        final ClusterMember member;

        @Nullable
        NodeInfo address;

        @Nullable
        NetSocket socket;
        /** It answered once, so that it is known to have listened there. */
        boolean seen;

        boolean dead;
        long connectedNs;
        long pauseMs;

        Watched(ClusterMember member) {
            this.member = member;
        }
    }

    private DeathWatch(
            Context context,
            NetClient client,
            BiConsumer<String, Completable<NodeInfo>> addresses,
            HazelcastMembership membership) {
        this.context = context;
        this.client = client;
        this.addresses = addresses;
        this.membership = membership;
    }

    /**
     * Watches all members that there are and will be, until Vert.x is closed.
     *
     * @param options how to connect to an event bus
     * @param addresses tells where each incarnation's is
     */
    public static void start(
            Vertx vertx,
            NetClientOptions options,
            BiConsumer<String, Completable<NodeInfo>> addresses,
            HazelcastMembership membership) {
        Context context = vertx.getOrCreateContext();
        DeathWatch watch = new DeathWatch(context, vertx.createNetClient(options), addresses, membership);
        context.runOnContext(ignored -> {
            membership.listen(watch);
            membership.members().forEach(watch::joined);
        });
    }

    @Override
    public void joined(ClusterMember member) {
        boolean self = member.incarnation().equals(membership.self().incarnation());
        if (self || watched.containsKey(member.incarnation())) return;
        Watched made = new Watched(member);
        watched.put(member.incarnation(), made);
        find(made);
    }

    @Override
    public void left(ClusterMember member) {
        Watched gone = watched.remove(member.incarnation());
        if (gone != null && gone.socket != null) gone.socket.close();
    }

    private boolean isOver(Watched each) {
        return watched.get(each.member.incarnation()) != each;
    }

    private void later(Watched each, long pauseMs, Runnable task) {
        context.owner().setTimer(Math.max(1, pauseMs), ignored -> {
            if (!isOver(each)) task.run();
        });
    }

    /** Whoever has just joined has not yet said where its event bus is. */
    private void find(Watched each) {
        Promise<NodeInfo> found = Promise.promise();
        addresses.accept(each.member.incarnation(), found);
        found.future()
                .onComplete(
                        address -> context.runOnContext(ignored -> {
                            if (isOver(each)) return;
                            each.address = address;
                            connect(each);
                        }),
                        failure -> context.runOnContext(ignored -> later(each, RETRY_MS, () -> find(each))));
    }

    private void connect(Watched each) {
        NodeInfo address = each.address;
        if (address == null) throw new IllegalStateException("no address of " + each.member.name());
        client.connect(address.port(), address.host())
                .onComplete(socket -> connected(each, socket), failure -> failed(each, address, failure));
    }

    private void connected(Watched each, NetSocket socket) {
        if (isOver(each)) {
            socket.close();
            return;
        }
        each.socket = socket;
        each.seen = true;
        each.connectedNs = System.nanoTime();
        socket.closeHandler(ignored -> closedBy(each));
        if (!each.dead) return;
        each.dead = false;
        LOG.warn("Member {} lives, although its machine had denied it", each.member.name());
        membership.back(each.member);
    }

    /** The first look is at once; a dying process may still accept, so the next ones come soon. */
    private void closedBy(Watched each) {
        each.socket = null;
        if (isOver(each)) return;
        boolean steady = System.nanoTime() - each.connectedNs > STEADY_NS;
        each.pauseMs = steady ? 0 : Math.min(RETRY_MS, 2 * each.pauseMs + 1);
        if (each.pauseMs == 0) connect(each);
        else later(each, each.pauseMs, () -> connect(each));
    }

    private void failed(Watched each, NodeInfo address, Throwable failure) {
        if (isOver(each)) return;
        if (each.seen && !each.dead && isRefused(failure)) {
            each.dead = true;
            String proof = "nobody listens at " + address.host() + ":" + address.port() + " any more";
            LOG.info("The process of member {} is gone: {}", each.member.name(), proof);
            membership.died(each.member, proof);
        }
        later(each, RETRY_MS, () -> find(each));
    }

    private static boolean isRefused(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            boolean connect = cause instanceof ConnectException;
            if (connect && String.valueOf(cause.getMessage()).contains("Connection refused")) return true;
        }
        return false;
    }
}
