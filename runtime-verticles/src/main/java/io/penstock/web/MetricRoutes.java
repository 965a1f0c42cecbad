// SPDX-License-Identifier: Apache-2.0
package io.penstock.web;

import io.penstock.core.message.ClusterReport;
import io.penstock.core.message.JobSummary;
import io.penstock.core.message.NodeQuestion;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;

/** Everything that ends on {@code /metrics} below the API, and watermarks. */
final class MetricRoutes {
    private static final String VERTEX = "/jobs/:jobid/vertices/:vertexid";
    private static final int ASKED_MAX = 100;

    private final JobQuestions questions;
    private final NodeAsk nodes;

    MetricRoutes(JobQuestions questions, NodeAsk nodes) {
        this.questions = questions;
        this.nodes = nodes;
    }

    void addTo(Router router) {
        answer(router, "/jobs/metrics", this::jobs);
        answer(
                router,
                "/jobs/:jobid/metrics",
                request -> questions
                        .report(request)
                        .map(job -> MetricAnswers.values(request, MetricTables.ofJob(job, questions.nowMs()))));
        answer(
                router,
                VERTEX + "/metrics",
                request -> vertex(request).map(vertex -> MetricAnswers.values(request, MetricTables.ofVertex(vertex))));
        answer(
                router,
                VERTEX + "/jm-operator-metrics",
                request -> vertex(request).map(vertex -> new JsonArray()));
        answer(router, VERTEX + "/watermarks", request -> vertex(request).map(MetricRoutes::watermarks));
        answer(router, VERTEX + "/subtasks/metrics", this::subtasks);
        answer(
                router,
                VERTEX + "/subtasks/:subtaskindex/metrics",
                request -> questions.counted(request).map(job -> MetricAnswers.values(request, subtask(request, job))));
        answer(router, "/jobmanager/metrics", this::coordinator);
        answer(router, "/taskmanagers/metrics", this::workers);
        answer(
                router,
                "/taskmanagers/:taskmanagerid/metrics",
                request -> nodes.worker(request, NodeQuestion.METRICS)
                        .map(facts -> MetricAnswers.values(request, MetricTables.ofNode(facts))));
    }

    private static void answer(Router router, String path, Function<RoutingContext, Future<JsonArray>> answer) {
        router.get(path).handler(request -> Answers.array(request, answer.apply(request)));
    }

    private Future<JobCounts.OfVertex> vertex(RoutingContext request) {
        return questions
                .counted(request)
                .map(job -> job.counts()
                        .vertex(JobQuestions.vertex(request, job.report()).index()));
    }

    private static TreeMap<String, Number> subtask(RoutingContext request, JobQuestions.Whole job) {
        var vertex = JobQuestions.vertex(request, job.report());
        int index = JobQuestions.subtask(request, job.report(), vertex);
        return MetricTables.ofSubtask(job.counts().vertex(vertex.index()).subtask(index));
    }

    private Future<JsonArray> subtasks(RoutingContext request) {
        List<String> ranges = MetricAnswers.list(request, "subtasks");
        MetricAnswers.picks(ranges, 0);
        return vertex(request).map(vertex -> {
            List<TreeMap<String, Number>> tables = new ArrayList<>();
            for (int i = 0; i < vertex.subtasks().size(); i++) {
                if (MetricAnswers.picks(ranges, i)) tables.add(MetricTables.ofSubtask(vertex.subtask(i)));
            }
            return MetricAnswers.aggregated(request, tables);
        });
    }

    private static JsonArray watermarks(JobCounts.OfVertex vertex) {
        JsonArray answer = new JsonArray();
        for (int i = 0; i < vertex.subtasks().size(); i++) {
            Number watermark = MetricTables.ofSubtask(vertex.subtask(i)).get("currentInputWatermark");
            if (watermark == null) continue;
            answer.add(new JsonObject().put("id", i + ".currentInputWatermark").put("value", watermark.toString()));
        }
        return answer;
    }

    /** Of the jobs in the query, or of all; of at most a hundred. */
    private Future<JsonArray> jobs(RoutingContext request) {
        List<String> ids = MetricAnswers.list(request, "jobs");
        ids.forEach(JobQuestions::jobId);
        return questions.client().jobs().compose(all -> {
            List<Future<TreeMap<String, Number>>> tables = new ArrayList<>();
            for (JobSummary job : all) {
                if (!ids.isEmpty() && !ids.contains(job.job().value())) continue;
                if (tables.size() == ASKED_MAX) break;
                tables.add(questions
                        .client()
                        .job(job.job())
                        .map(report -> MetricTables.ofJob(report, questions.nowMs()))
                        .otherwise(new TreeMap<>()));
            }
            return Future.all(tables).map(done -> MetricAnswers.aggregated(request, done.list()));
        });
    }

    private Future<JsonArray> coordinator(RoutingContext request) {
        Future<ClusterReport> cluster = questions.client().cluster();
        Future<List<JobSummary>> jobs = questions.client().jobs();
        return nodes.here(NodeQuestion.METRICS)
                .compose(facts -> Future.all(cluster, jobs).map(both -> {
                    TreeMap<String, Number> table = MetricTables.ofNode(facts);
                    long running = jobs.result().stream()
                            .filter(job -> !job.status().terminal())
                            .count();
                    table.putAll(MetricTables.ofCluster(cluster.result(), running));
                    return MetricAnswers.values(request, table);
                }));
    }

    /** Of the workers in the query, or of all; of at most a hundred. */
    private Future<JsonArray> workers(RoutingContext request) {
        List<String> ids = MetricAnswers.list(request, "taskmanagers");
        return questions.client().cluster().compose(cluster -> {
            List<Future<TreeMap<String, Number>>> tables = cluster.workers().stream()
                    .map(worker -> worker.worker().node())
                    .filter(node -> ids.isEmpty() || ids.contains(node.value()))
                    .limit(ASKED_MAX)
                    .map(node -> nodes.node(node, NodeQuestion.METRICS)
                            .map(MetricTables::ofNode)
                            .otherwise(new TreeMap<>()))
                    .toList();
            return Future.all(tables).map(done -> MetricAnswers.aggregated(request, done.list()));
        });
    }
}
