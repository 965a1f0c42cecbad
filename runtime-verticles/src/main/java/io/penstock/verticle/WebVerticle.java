// SPDX-License-Identifier: Apache-2.0
package io.penstock.verticle;

import io.penstock.config.WebConfig;
import io.penstock.web.Patience;
import io.penstock.web.RestApi;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Serves the REST API of a coordinator. */
public final class WebVerticle extends VerticleBase {
    private static final int FORM_FIELD_BYTES_MAX = 64 << 10;
    private static final int FORM_FIELDS_MAX = 256;
    private static final int REQUEST_LINE_BYTES_MAX = 8 << 10;
    private static final int HEADERS_BYTES_MAX = 16 << 10;
    private static final int IDLE_SECONDS = 120;
    private static final long DRAIN_SECONDS = 1;

    private final RestApi api;
    private final WebConfig config;
    private final Consumer<HttpServerOptions> tls;
    /** Held for as long as it serves: Vert.x closes servers that become unreachable. */
    private volatile @Nullable HttpServer server;

    /** {@code tls} adds certificates, if there are any. */
    public WebVerticle(RestApi api, WebConfig config, Consumer<HttpServerOptions> tls) {
        this.api = api;
        this.config = config;
        this.tls = tls;
    }

    @Override
    public Future<?> start() {
        // HTTP/1.1 only: one way to delimit requests, one set of limits.
        HttpServerOptions options = new HttpServerOptions()
                .setMaxFormAttributeSize(FORM_FIELD_BYTES_MAX)
                .setMaxFormFields(FORM_FIELDS_MAX)
                .setMaxInitialLineLength(REQUEST_LINE_BYTES_MAX)
                .setMaxHeaderSize(HEADERS_BYTES_MAX)
                .setHttp2ClearTextEnabled(false)
                .setIdleTimeout(IDLE_SECONDS)
                .setCompressionSupported(true)
                // There are no web sockets here; without this each request would be looked at for their extensions.
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false);
        tls.accept(options);
        Patience patience = new Patience(
                vertx,
                new Patience.Limits(
                        config.connectionsMax(),
                        config.headerTimeoutMs(),
                        config.uploadTimeoutMs(),
                        TimeUnit.SECONDS.toMillis(IDLE_SECONDS)));
        Handler<HttpServerRequest> router = api.router(vertx, patience);
        HttpServer made = vertx.createHttpServer(options)
                .connectionHandler(patience::connected)
                .requestHandler(router);
        server = made;
        return made.listen(config.port(), config.host())
                .recover(e -> Future.failedFuture(new IllegalStateException(
                        "cannot listen on " + config.host() + ":" + config.port() + ": " + e.getMessage(), e)));
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
