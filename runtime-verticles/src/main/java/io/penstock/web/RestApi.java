// SPDX-License-Identifier: Apache-2.0
package io.penstock.web;

import io.penstock.access.Access;
import io.penstock.client.ClusterClient;
import io.penstock.client.JobEnds;
import io.penstock.core.message.NodeId;
import io.penstock.job.JarStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** All routes of a coordinator: the API with and without {@code /v1}, health, metrics, and the dashboard. */
public final class RestApi {
    private static final String UNVERSIONED = "unversioned";

    private final Services services;
    private final Settings settings;

    /**
     * Whom the API asks.
     *
     * @param ready whether this node can serve, in the answer's own time
     * @param members the nodes of the cluster at the moment
     */
    public record Services(
            ClusterClient client,
            JobEnds ends,
            JarStore jars,
            LongSupplier nowMs,
            Supplier<Future<Boolean>> ready,
            Supplier<List<Member>> members) {}

    /**
     * How it is protected.
     *
     * @param host where it listens
     * @param names by which it may be called, besides addresses and this host's
     * @param requestsPerSecondMax of one address; 0: any number
     * @param access empty: everybody may do anything
     */
    public record Terms(
            String host, List<String> names, boolean tls, int requestsPerSecondMax, Optional<Access> access) {}

    /** A node of the cluster; a worker, a coordinator, or both. */
    public record Member(NodeId id, String name, List<String> roles) {}

    /**
     * How it behaves.
     *
     * @param protection whom it trusts how far
     * @param node the id of the node that answers
     * @param uploadDir where uploads wait while they come in
     * @param configuration the settings of that node, by key
     */
    public record Settings(
            Terms protection,
            Path uploadDir,
            long uploadBytesMax,
            String version,
            String node,
            Map<String, String> configuration) {}

    public RestApi(Services services, Settings settings) {
        this.services = services;
        this.settings = settings;
    }

    /** The handler of a server, whose connections the other one watches. */
    public Router router(Vertx vertx, Patience patience) {
        Router router = Router.router(vertx);
        Protection protection = new Protection(settings.protection(), services.nowMs());
        router.route("/v1/*").handler(RestApi::withoutVersion);
        router.route().handler(patience::requested);
        protection.addTo(router);
        router.get("/health").handler(this::ready);
        router.get("/health/ready").handler(this::ready);
        router.get("/health/live").handler(RestApi::live);
        new PageRoutes().addTo(router); // says nothing of the cluster, and is where people sign in
        SessionRoutes sessions = new SessionRoutes(settings.protection().access());
        sessions.addPublicTo(router);
        protection.addCallersTo(router);
        sessions.addTo(router);
        new Repeats(services.nowMs()).addTo(router);
        router.get("/openapi.yaml")
                .handler(request -> request.response()
                        .putHeader("Content-Type", "application/yaml; charset=UTF-8")
                        .end(resource("openapi.yaml")));
        addApi(vertx, router);
        router.route().failureHandler(request -> Answers.unanswered(request, settings.uploadBytesMax()));
        for (int status : new int[] {400, 404, 405, 406, 413, 415}) {
            router.errorHandler(status, request -> Answers.unanswered(request, settings.uploadBytesMax()));
        }
        return router;
    }

    private void addApi(Vertx vertx, Router router) {
        JobQuestions questions = new JobQuestions(services.client(), services.ends(), services.nowMs());
        NodeAsk nodes = new NodeAsk(services.client(), new NodeId(settings.node()));
        JobRoutes jobs = new JobRoutes(questions);
        jobs.addStatusTo(router);
        new JarRoutes(services.jars(), new Submissions(services.jars(), services.client()), services.nowMs())
                .addTo(router, settings.uploadDir(), settings.uploadBytesMax());
        new MetricRoutes(questions, nodes).addTo(router);
        new ClusterRoutes(nodes, settings).addTo(router);
        new ApplicationRoutes(questions).addTo(router);
        new NodeRoutes(questions, nodes, settings.configuration()).addTo(router);
        jobs.addTo(router);
        new RescaleRoutes(questions).addTo(router);
        new VertexRoutes(questions).addTo(router);
        new FlameRoutes(questions).addTo(router);
        new CheckpointRoutes(questions, settings.configuration()).addTo(router);
        new PrometheusRoutes(questions, nodes, services.members()).addTo(router);
        new EventRoutes(vertx, questions).addTo(router);
        new LiveRoutes(vertx, new LiveLooks(questions, settings)).addTo(router);
        Unsupported.addTo(router);
    }

    /** There is one version, so {@code /v1/jobs} and {@code /jobs} are the same. */
    private static void withoutVersion(RoutingContext request) {
        if (Boolean.TRUE.equals(request.get(UNVERSIONED))) {
            request.fail(404);
            return;
        }
        request.put(UNVERSIONED, true);
        String query = request.request().query();
        request.reroute(request.request().path().substring("/v1".length()) + (query == null ? "" : "?" + query));
    }

    private static void live(RoutingContext request) {
        Answers.json(request, Future.succeededFuture(new JsonObject().put("status", "UP")));
    }

    private void ready(RoutingContext request) {
        services.ready().get().otherwise(false).onSuccess(ready -> {
            JsonObject status = new JsonObject().put("status", ready ? "UP" : "DOWN");
            Answers.json(request, ready ? 200 : 503, Future.succeededFuture(status));
        });
    }

    private static Buffer resource(String name) {
        try (InputStream in = RestApi.class.getResourceAsStream(name)) {
            if (in == null) throw new IllegalStateException(name + " is missing from the jar");
            return Buffer.buffer(in.readAllBytes());
        } catch (IOException e) {
            throw new IllegalStateException(name + " cannot be read", e);
        }
    }
}
