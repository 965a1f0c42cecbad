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

/**
 * {@code /live?topic=...}: what the dashboard shows, as server-sent events named {@code topic#part}, whole and then
 * whenever it changes. Topics are {@code overview}, {@code workers}, {@code job/:jobid} and
 * {@code vertex/:jobid/:vertexid}.
 */
final class LiveRoutes {
    private static final int TOPICS_MAX = 4;

    private final LiveLooks looks;
    private final LiveFeed feed;
    private final EventStreams streams;

    LiveRoutes(Vertx vertx, LiveLooks looks) {
        this.looks = looks;
        this.feed = new LiveFeed(vertx);
        this.streams = new EventStreams(vertx);
        looks.onJobChanged(job -> feed.hint(topic -> topic.equals("overview") || topic.contains("/" + job.value())));
    }

    void addTo(Router router) {
        router.get("/live").handler(this::stream);
    }

    private void stream(RoutingContext request) {
        List<Topic> topics = topics(request.queryParam("topic"));
        streams.open(request, response -> {
            LiveFeed.Subscription subscription = feed.listen(new Page(response), topics);
            response.drainHandler(drained -> subscription.catchUp());
            return subscription::end;
        });
    }

    /** A page at the other end of a response. */
    private record Page(HttpServerResponse response) implements LiveFeed.Listener {
        @Override
        public boolean ready() {
            return !response.ended() && !response.closed() && !response.writeQueueFull();
        }

        @Override
        public void take(LiveFeed.Told told) {
            response.write(told.event());
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
