// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange.net;

import io.penstock.core.message.NodeId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Fetches records from other workers, by one connection to each. Must be held as long as it is needed: Vert.x closes
 * the connections of a client that nobody refers to. Thread-safe.
 */
public final class DataClient {
    private static final int CONNECT_TIMEOUT_MS = 2_000;
    private static final int CONNECT_ATTEMPTS = 5;
    private static final long RETRY_DELAY_MS = 200;
    private static final long BEAT_MS = 5_000;
    private static final long SILENCE_NS_MAX = 30_000_000_000L;

    private final Vertx vertx;
    private final NodeId self;
    private final NetClient client;
    private final Map<NodeId, ClientLink> links = new ConcurrentHashMap<>();
    private final long beatTimer;

    /** A client that connects when first needed. */
    public DataClient(Vertx vertx, NetClientOptions options, NodeId self) {
        this.vertx = vertx;
        this.self = self;
        this.client = vertx.createNetClient(
                new NetClientOptions(options).setTcpNoDelay(true).setConnectTimeout(CONNECT_TIMEOUT_MS));
        this.beatTimer = vertx.setPeriodic(BEAT_MS, id -> beat());
    }

    /**
     * Subscribes at the worker of that id and address. Never fails: the receiver hears when the connection cannot be
     * had.
     */
    public ClientSubscription subscribe(NodeId node, String host, int port, Subscribe request, FrameReceiver receiver) {
        ClientLink link = links.compute(node, (id, known) -> {
            if (known != null && !known.isLost()) return known;
            ClientLink made = new ClientLink(id, host + ":" + port);
            connect(made, host, port, CONNECT_ATTEMPTS);
            return made;
        });
        return link.subscribe(request, receiver);
    }

    private void connect(ClientLink link, String host, int port, int attemptsLeft) {
        client.connect(port, host).onComplete(socket -> link.connected(new VertxFrameSocket(socket), self), failure -> {
            if (attemptsLeft <= 1) {
                link.lose("cannot connect: " + failure.getMessage());
            } else {
                vertx.setTimer(RETRY_DELAY_MS, id -> connect(link, host, port, attemptsLeft - 1));
            }
        });
    }

    private void beat() {
        long nowNs = System.nanoTime();
        for (ClientLink link : links.values()) link.beat(nowNs, SILENCE_NS_MAX);
        links.values().removeIf(ClientLink::isLost);
    }

    /** The node is known to be gone: fails what came from it, without waiting for its sockets. */
    public void lose(NodeId node) {
        ClientLink link = links.remove(node);
        if (link != null) link.lose("node " + node + " is gone");
    }

    /** Closes all its connections. */
    public Future<Void> close() {
        vertx.cancelTimer(beatTimer);
        for (ClientLink link : links.values()) link.lose("this worker stops");
        return client.close();
    }
}
