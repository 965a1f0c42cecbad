// SPDX-License-Identifier: Apache-2.0
package io.penstock.web;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Opens streams of server-sent events: so many at most, with a pulse, and each with an end. Runs on one context. */
final class EventStreams {
    private static final int LISTENERS_MAX = 1_000;
    /** Also keeps a connection from counting as idle. */
    private static final long PULSE_MS = 15_000;
    /** Then a client comes back by itself, and must still be somebody who may. */
    private static final long STREAM_MS = 3_600_000;

    private final Vertx vertx;
    private int listening;

    EventStreams(Vertx vertx) {
        this.vertx = vertx;
    }

    /** {@code listen} begins to write events, and gives what to do when nobody reads them any more. */
    void open(RoutingContext request, Function<HttpServerResponse, Runnable> listen) {
        if (listening >= LISTENERS_MAX) {
            Answers.error(request, 503, "there are " + LISTENERS_MAX + " listeners already; ask another node");
            return;
        }
        listening++;
        HttpServerResponse response = request.response()
                .setChunked(true)
                .putHeader("Content-Type", "text/event-stream; charset=UTF-8")
                .putHeader("Content-Encoding", "identity")
                .putHeader("Cache-Control", "no-store");
        response.write(": listening\n\n");
        Runnable end = listen.apply(response);
        long endNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(STREAM_MS);
        long pulse = vertx.setPeriodic(PULSE_MS, timer -> {
            if (response.ended()) return;
            if (System.nanoTime() > endNs) response.end();
            else if (!response.writeQueueFull()) response.write(": pulse\n\n");
        });
        response.closeHandler(closed -> {
            vertx.cancelTimer(pulse);
            end.run();
            listening--;
        });
    }
}
