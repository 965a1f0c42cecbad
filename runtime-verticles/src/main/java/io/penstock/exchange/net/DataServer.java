// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange.net;

import io.penstock.core.message.NodeId;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Listens where consumers fetch records, on event loops of its own: records must not delay whatever runs on the
 * caller's. Must be held as long as it is needed: Vert.x closes the connections of a server that nobody refers to.
 */
public final class DataServer {
    /** More do not help: loopback carries over a GB/s per loop. */
    private static final int LOOPS_MAX = 4;

    /** Consumers beat every five seconds. */
    private static final int SILENCE_SECONDS_MAX = 60;

    private static final int HANDSHAKE_SECONDS_MAX = 5;

    private final Vertx vertx;
    private final NetServerOptions options;
    private final NodeId self;
    private final SubscriptionHandler handler;
    private final Lobby lobby;
    private final AtomicInteger port = new AtomicInteger();
    private volatile String deployment = "";

    /** A server that does not listen yet. */
    public DataServer(Vertx vertx, NetServerOptions options, NodeId self, SubscriptionHandler handler) {
        this(vertx, options, self, handler, new Lobby(vertx));
    }

    DataServer(Vertx vertx, NetServerOptions options, NodeId self, SubscriptionHandler handler, Lobby lobby) {
        this.vertx = vertx;
        this.lobby = lobby;
        this.self = self;
        this.handler = handler;
        this.options = new NetServerOptions(options)
                .setTcpNoDelay(true)
                .setReadIdleTimeout(SILENCE_SECONDS_MAX)
                .setSslHandshakeTimeout(HANDSHAKE_SECONDS_MAX)
                .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS);
        // To Vert.x, 0 is another free port for each loop, and -1 one free port for all.
        if (options.getPort() == 0) this.options.setPort(-1);
    }

    /** Listens at the configured address. */
    public Future<Void> listen() {
        int loops = Math.min(LOOPS_MAX, Runtime.getRuntime().availableProcessors());
        return vertx.deployVerticle(Loop::new, new DeploymentOptions().setInstances(loops))
                .map(id -> {
                    deployment = id;
                    return null;
                });
    }

    /** The port it listens at, once it does. */
    public int port() {
        return port.get();
    }

    /** Closes all its connections. */
    public Future<Void> close() {
        return deployment.isEmpty() ? Future.succeededFuture() : vertx.undeploy(deployment);
    }

    /** One event loop's share of the connections. */
    private final class Loop extends VerticleBase {
        private final NetServer server = DataServer.this.vertx.createNetServer(options);

        @Override
        public Future<?> start() {
            server.connectHandler(socket -> {
                FrameSocket frames = new VertxFrameSocket(socket);
                lobby.admit(frames).ifPresent(guest -> frames.listen(new ServerLink(frames, self, handler, guest)));
            });
            return server.listen().onSuccess(listening -> port.set(listening.actualPort()));
        }

        @Override
        public Future<?> stop() {
            return server.close();
        }
    }
}
