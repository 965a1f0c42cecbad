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
    private final JobQuestions questions;
    private final EventFeed feed;
    private final EventStreams streams;

    EventRoutes(Vertx vertx, JobQuestions questions) {
        this.questions = questions;
        this.feed = new EventFeed(vertx, questions.client(), questions::nowMs);
        this.streams = new EventStreams(vertx);
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
        streams.open(request, response -> feed.listen(job, happening -> send(response, happening)));
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
