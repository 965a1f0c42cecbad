// SPDX-License-Identifier: Apache-2.0
package io.penstock.verticle;

import io.penstock.web.RestApi;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Serves the REST API of a coordinator. */
public final class WebVerticle extends VerticleBase {
    private static final int FORM_FIELD_BYTES_MAX = 64 << 10;
    private static final int IDLE_SECONDS = 120;
    private static final long DRAIN_SECONDS = 1;

    private final RestApi api;
    private final String host;
    private final int port;
    /** Held for as long as it serves: Vert.x closes servers that become unreachable. */
    private volatile @Nullable HttpServer server;

    /** {@code port} 0 is any free one. */
    public WebVerticle(RestApi api, String host, int port) {
        this.api = api;
        this.host = host;
        this.port = port;
    }

    @Override
    public Future<?> start() {
        HttpServerOptions options = new HttpServerOptions()
                .setMaxFormAttributeSize(FORM_FIELD_BYTES_MAX)
                .setIdleTimeout(IDLE_SECONDS)
                .setCompressionSupported(true);
        HttpServer made = vertx.createHttpServer(options).requestHandler(api.router(vertx));
        server = made;
        return made.listen(port, host)
                .recover(e -> Future.failedFuture(
                        new IllegalStateException("cannot listen on " + host + ":" + port + ": " + e.getMessage(), e)));
    }

    /** Takes no new connection and lets requests under way be answered, for a limited time. */
    @Override
    public Future<?> stop() {
        HttpServer open = server;
        return open == null ? Future.succeededFuture() : open.shutdown(DRAIN_SECONDS, TimeUnit.SECONDS);
    }

    /** The port it listens on. */
    public int port() {
        HttpServer open = server;
        if (open == null) throw new IllegalStateException("the REST API is not up");
        return open.actualPort();
    }
}
