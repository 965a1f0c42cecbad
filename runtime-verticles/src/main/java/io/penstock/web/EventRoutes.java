// SPDX-License-Identifier: Apache-2.0
package io.penstock.web;

import io.penstock.core.message.JobId;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/**
 * Server-sent events: {@code /events} for all jobs, {@code /jobs/:jobid/events} for one. A client that does not read is
 * cut off instead of being collected for.
 */
final class EventRoutes {
    private static final long PULSE_MS = 15_000;
    /** Then a client comes back by itself, and must still be somebody who may. */
    static final long STREAM_MS = 3_600_000;

    private static final int LISTENERS_MAX = 1_000;

    private final Vertx vertx;
    private final JobQuestions questions;
    private final EventFeed feed;
    private int listening;

    EventRoutes(Vertx vertx, JobQuestions questions) {
        this.vertx = vertx;
        this.questions = questions;
        this.feed = new EventFeed(vertx, questions.client(), questions::nowMs);
    }

    void addTo(Router router) {
        router.get("/events").handler(request -> stream(request, null));
        router.get("/jobs/:jobid/events")
                .handler(request -> questions
                        .report(request)
                        .onSuccess(job -> stream(request, job.job()))
                        .onFailure(e -> Answers.failure(request, e)));
    }

    private void stream(RoutingContext request, @Nullable JobId job) {
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
        Runnable end = feed.listen(job, happening -> send(response, happening));
        // Also keeps the connection from counting as idle.
        long endMs = questions.nowMs() + STREAM_MS;
        long pulse = vertx.setPeriodic(PULSE_MS, timer -> {
            if (questions.nowMs() < endMs) write(response, ": pulse\n\n");
            else if (!response.ended()) response.end();
        });
        response.closeHandler(closed -> {
            vertx.cancelTimer(pulse);
            end.run();
            listening--;
        });
    }

    private static void send(HttpServerResponse response, EventFeed.Happening happening) {
        write(
                response,
                "id: " + happening.id() + "\nevent: " + happening.kind() + "\ndata: "
                        + happening.data().encode() + "\n\n");
    }

    private static void write(HttpServerResponse response, String text) {
        if (response.ended() || response.closed()) return;
        if (response.writeQueueFull()) response.reset();
        else response.write(text);
    }
}
