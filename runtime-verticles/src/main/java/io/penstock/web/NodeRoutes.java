// SPDX-License-Identifier: Apache-2.0
package io.penstock.web;

import io.penstock.access.Secrets;
import io.penstock.core.message.ClusterReport.WorkerReport;
import io.penstock.core.message.NodeQuestion;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.function.Function;

/**
 * What nodes tell about themselves: configuration, environment, threads, log. {@code /jobmanager} is the coordinator
 * that answers, since every coordinator may hold JobMasters.
 */
final class NodeRoutes {
    private static final String COORDINATOR = "/jobmanager";
    private static final String JOB = "/jobs/:jobid/jobmanager";
    private static final String WORKER = "/taskmanagers/:taskmanagerid";

    private final JobQuestions questions;
    private final NodeAsk nodes;
    private final Map<String, String> configuration;

    /** {@code configuration}: the settings of this node, by key. */
    NodeRoutes(JobQuestions questions, NodeAsk nodes, Map<String, String> configuration) {
        this.questions = questions;
        this.nodes = nodes;
        this.configuration = configuration;
    }

    void addTo(Router router) {
        Function<RoutingContext, Future<JsonObject>> environment = request -> nodes.here(NodeQuestion.ENVIRONMENT);
        router.get(COORDINATOR + "/config")
                .handler(request -> Answers.array(request, Future.succeededFuture(configuration())));
        router.get(JOB + "/config")
                .handler(request ->
                        Answers.array(request, questions.report(request).map(job -> configuration())));
        router.get("/applications/:applicationid/jobmanager/config")
                .handler(request -> Answers.array(
                        request, ApplicationRoutes.job(questions, request).map(job -> configuration())));
        json(router, COORDINATOR + "/environment", environment);
        json(
                router,
                JOB + "/environment",
                request -> questions.report(request).compose(job -> environment.apply(request)));
        json(router, COORDINATOR + "/thread-dump", request -> nodes.here(NodeQuestion.THREADS));
        json(router, WORKER + "/thread-dump", request -> nodes.worker(request, NodeQuestion.THREADS));
        json(
                router,
                COORDINATOR + "/logs",
                request -> nodes.here(NodeQuestion.LOG).map(NodeRoutes::list));
        json(
                router,
                WORKER + "/logs",
                request -> nodes.worker(request, NodeQuestion.LOG).map(NodeRoutes::list));
        router.get(COORDINATOR + "/log").handler(request -> text(request, nodes.here(NodeQuestion.LOG)));
        router.get(WORKER + "/log").handler(request -> text(request, nodes.worker(request, NodeQuestion.LOG)));
        router.get(COORDINATOR + "/logs/:filename").handler(request -> named(request, nodes.here(NodeQuestion.LOG)));
        router.get(WORKER + "/logs/:filename")
                .handler(request -> named(request, nodes.worker(request, NodeQuestion.LOG)));
        json(
                router,
                JOB + "/log-url",
                request -> questions
                        .report(request)
                        .map(job -> new JsonObject().put("url", address(request) + "/v1/jobmanager/log")));
        json(
                router,
                "/jobs/:jobid/taskmanagers/:taskmanagerid/log-url",
                request -> questions
                        .report(request)
                        .compose(job -> nodes.worker(request))
                        .map(worker -> new JsonObject().put("url", logOf(request, worker))));
    }

    private static void json(Router router, String path, Function<RoutingContext, Future<JsonObject>> answer) {
        router.get(path).handler(request -> Answers.json(request, answer.apply(request)));
    }

    private JsonArray configuration() {
        JsonArray entries = new JsonArray();
        configuration.forEach(
                (key, value) -> entries.add(new JsonObject().put("key", key).put("value", Secrets.shown(key, value))));
        return entries;
    }

    private static JsonObject list(JsonObject log) {
        boolean kept = log.getLong("mtime") > 0;
        JsonArray logs = new JsonArray();
        if (kept) {
            logs.add(new JsonObject()
                    .put("name", log.getString("name"))
                    .put("size", log.getLong("size"))
                    .put("mtime", log.getLong("mtime")));
        }
        return new JsonObject().put("logs", logs);
    }

    private static void text(RoutingContext request, Future<JsonObject> log) {
        Answers.text(request, log.map(tail -> {
            if (tail.getLong("mtime") == 0) {
                throw ApiException.notFound("the logging of this node keeps no tail in memory (appender LogTail)");
            }
            return tail.getString("text");
        }));
    }

    private static void named(RoutingContext request, Future<JsonObject> log) {
        String name = request.pathParam("filename");
        text(request, log.map(tail -> {
            if (!tail.getString("name").equals(name)) throw ApiException.notFound("there is no log " + name);
            return tail;
        }));
    }

    private static String logOf(RoutingContext request, WorkerReport worker) {
        return address(request) + "/v1/taskmanagers/" + worker.worker().node().value() + "/log";
    }

    private static String address(RoutingContext request) {
        return Answers.address(request);
    }
}
