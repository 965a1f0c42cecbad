// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange.net;

import io.penstock.core.message.NodeId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;

/**
 * Listens where consumers fetch records. Must be held as long as it is needed: Vert.x closes the connections of a
 * server that nobody refers to.
 */
public final class DataServer {
    private final NetServer server;

    /** A server that does not listen yet. */
    public DataServer(Vertx vertx, NetServerOptions options, NodeId self, SubscriptionHandler handler) {
        server = vertx.createNetServer(new NetServerOptions(options).setTcpNoDelay(true));
        server.connectHandler(socket -> {
            FrameSocket frames = new VertxFrameSocket(socket);
            frames.listen(new ServerLink(frames, self, handler));
        });
    }

    /** Listens at the configured address. */
    public Future<Void> listen() {
        return server.listen().mapEmpty();
    }

    /** The port it listens at, once it does. */
    public int port() {
        return server.actualPort();
    }

    /** Closes all its connections. */
    public Future<Void> close() {
        return server.close();
    }
}
