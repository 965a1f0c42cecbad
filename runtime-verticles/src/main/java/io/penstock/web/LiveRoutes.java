// SPDX-License-Identifier: Apache-2.0
package io.penstock.web;

import io.penstock.core.message.JobId;
import io.penstock.web.LiveFeed.Topic;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * {@code /live?topic=...}: what the dashboard shows, as server-sent events named {@code topic#part}, whole and then
 * whenever it changes. Topics are {@code overview}, {@code workers}, {@code job/:jobid} and
 * {@code vertex/:jobid/:vertexid}.
 */
final class LiveRoutes {
    private static final long PULSE_MS = 15_000;
    private static final int LISTENERS_MAX = 1_000;
    private static final int TOPICS_MAX = 4;

    private final Vertx vertx;
    private final LiveLooks looks;
    private final LiveFeed feed;
    private int listening;

    LiveRoutes(Vertx vertx, LiveLooks looks) {
        this.vertx = vertx;
        this.looks = looks;
        this.feed = new LiveFeed(vertx);
        looks.onJobChanged(job -> feed.hint(topic -> topic.equals("overview") || topic.contains("/" + job.value())));
    }

    void addTo(Router router) {
        router.get("/live").handler(this::stream);
    }

    private void stream(RoutingContext request) {
        List<Topic> topics = topics(request.queryParam("topic"));
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
        LiveFeed.Subscription subscription = feed.listen(new Page(response), topics);
        response.drainHandler(drained -> subscription.catchUp());
        long endNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(EventRoutes.STREAM_MS);
        long pulse = vertx.setPeriodic(PULSE_MS, timer -> {
            if (System.nanoTime() > endNs && !response.ended()) response.end();
            else if (!response.writeQueueFull()) response.write(": pulse\n\n");
        });
        response.closeHandler(closed -> {
            vertx.cancelTimer(pulse);
            subscription.end();
            listening--;
        });
    }

    /** A page at the other end of a response. */
    private record Page(HttpServerResponse response) implements LiveFeed.Listener {
        @Override
        public boolean ready() {
            return !response.ended() && !response.closed() && !response.writeQueueFull();
        }

        @Override
        public void take(String topic, String part, String json) {
            response.write("event: " + topic + "#" + part + "\ndata: " + json + "\n\n");
        }
    }

    private List<Topic> topics(List<String> names) {
        if (names.isEmpty() || names.size() > TOPICS_MAX) {
            throw ApiException.badRequest("topic: from one to " + TOPICS_MAX + " of overview, workers, job/:jobid and"
                    + " vertex/:jobid/:vertexid are needed");
        }
        List<Topic> topics = new ArrayList<>();
        for (String name : names) topics.add(topic(name));
        return topics;
    }

    private Topic topic(String name) {
        if (name.equals("overview")) return new Topic(name, looks::overview);
        if (name.equals("workers")) return new Topic(name, looks::workers);
        String[] path = name.split("/", -1);
        if (path.length == 2 && path[0].equals("job")) {
            JobId job = JobQuestions.jobId(path[1]);
            return new Topic(name, () -> looks.job(job));
        }
        if (path.length == 3 && path[0].equals("vertex") && path[2].matches("[0-9a-f]{32}")) {
            JobId job = JobQuestions.jobId(path[1]);
            return new Topic(name, () -> looks.vertex(job, path[2]));
        }
        throw ApiException.badRequest(
                "topic: must be overview, workers, job/:jobid or vertex/:jobid/:vertexid, not " + name);
    }
}
