// SPDX-License-Identifier: Apache-2.0
package io.penstock.web;

import io.penstock.core.message.CheckpointRef;
import io.penstock.core.message.CheckpointStats;
import io.penstock.core.message.ClusterReport;
import io.penstock.core.message.ClusterReport.WorkerReport;
import io.penstock.core.message.JobReport;
import io.penstock.core.message.JobStatus;
import io.penstock.core.message.JobSummary;
import io.penstock.core.message.NodeId;
import io.penstock.core.message.NodeQuestion;
import io.penstock.metrics.Metric;
import io.penstock.metrics.Sheet;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What Prometheus reads: its targets, each node's metrics, and those of the cluster. Workers have no HTTP port; their
 * metrics come over the bus through whichever coordinator is asked.
 */
final class PrometheusRoutes {
    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
    private static final int JOBS_MAX = 200;
    private static final double MS_PER_S = 1000;

    private final JobQuestions questions;
    private final NodeAsk nodes;
    private final Supplier<List<RestApi.Member>> members;

    PrometheusRoutes(JobQuestions questions, NodeAsk nodes, Supplier<List<RestApi.Member>> members) {
        this.questions = questions;
        this.nodes = nodes;
        this.members = members;
    }

    void addTo(Router router) {
        router.get("/prometheus/targets")
                .handler(request -> Answers.array(request, Future.succeededFuture(targets(request))));
        router.get("/metrics").handler(request -> text(request, scrape(nodes.self())));
        router.get("/nodes/:nodeid/metrics").handler(this::node);
        router.get("/cluster/metrics").handler(request -> text(request, cluster()));
    }

    private static void text(RoutingContext request, Future<String> text) {
        text.onSuccess(found ->
                        request.response().putHeader("Content-Type", TEXT).end(found))
                .onFailure(e -> Answers.failure(request, e));
    }

    private Future<String> scrape(NodeId node) {
        return nodes.node(node, NodeQuestion.PROMETHEUS).map(facts -> facts.getString("text"));
    }

    private void node(RoutingContext request) {
        String id = request.pathParam("nodeid");
        boolean known =
                members.get().stream().anyMatch(member -> member.id().value().equals(id));
        if (!known) throw ApiException.notFound("there is no node " + id);
        text(request, scrape(new NodeId(id)));
    }

    /**
     * In the form of Prometheus' HTTP service discovery: every node, and the cluster, at the address that was asked.
     */
    private JsonArray targets(RoutingContext request) {
        JsonArray groups = new JsonArray();
        groups.add(group(request.request(), "/v1/cluster/metrics", "cluster", "cluster"));
        for (RestApi.Member member : members.get()) {
            String path = "/v1/nodes/" + member.id().value() + "/metrics";
            groups.add(group(request.request(), path, member.name(), String.join(",", member.roles())));
        }
        return groups;
    }

    private static JsonObject group(HttpServerRequest asked, String path, String instance, String role) {
        return new JsonObject()
                .put("targets", new JsonArray().add(String.valueOf(asked.authority())))
                .put(
                        "labels",
                        new JsonObject()
                                .put("__scheme__", asked.scheme())
                                .put("__metrics_path__", path)
                                .put("instance", instance)
                                .put("role", role));
    }

    /** Of the leader's knowledge, whoever answers; jobs that have ended are only counted. */
    private Future<String> cluster() {
        Future<ClusterReport> cluster = questions.client().cluster();
        return questions
                .client()
                .jobs()
                .compose(jobs -> cluster.compose(report -> {
                    List<Future<Optional<JobReport>>> asked = jobs.stream()
                            .filter(job -> !job.status().terminal())
                            .limit(JOBS_MAX)
                            .map(job -> questions
                                    .client()
                                    .job(job.job())
                                    .map(Optional::of)
                                    .otherwise(Optional.empty()))
                            .toList();
                    return Future.all(asked).map(all -> {
                        Sheet sheet = sheet(report, jobs);
                        all.<Optional<JobReport>>list().forEach(job -> job.ifPresent(found -> put(sheet, found)));
                        return sheet.text();
                    });
                }));
    }

    private static Sheet sheet(ClusterReport cluster, List<JobSummary> jobs) {
        Sheet sheet = new Sheet()
                .put(Metric.WORKERS, cluster.workers().size())
                .put(
                        Metric.SLOTS,
                        cluster.workers().stream().mapToInt(WorkerReport::slots).sum())
                .put(
                        Metric.SLOTS_FREE,
                        cluster.workers().stream()
                                .mapToInt(WorkerReport::freeSlots)
                                .sum());
        for (JobStatus status : JobStatus.values()) {
            long count = jobs.stream().filter(job -> job.status() == status).count();
            sheet.put(Metric.JOBS, (double) count, JobViews.status(status));
        }
        return sheet;
    }

    private void put(Sheet sheet, JobReport job) {
        String[] labels = {job.job().value(), job.name()};
        boolean runs = job.status() == JobStatus.RUNNING;
        long sinceMs = job.statusSinceMs().getOrDefault(JobStatus.RUNNING, questions.nowMs());
        CheckpointStats checkpoints = job.checkpoints();
        sheet.put(Metric.JOB_RUNNING, runs ? 1 : 0, labels)
                .put(Metric.JOB_RESTARTS, job.restarts(), labels)
                .put(Metric.JOB_UPTIME, runs ? (questions.nowMs() - sinceMs) / MS_PER_S : 0, labels)
                .put(Metric.CHECKPOINTS_COMPLETED, (double) checkpoints.completed(), labels)
                .put(Metric.CHECKPOINTS_FAILED, (double) checkpoints.failed(), labels);
        CheckpointRef latest = checkpoints.latest();
        if (latest == null) return;
        sheet.put(Metric.CHECKPOINT_DURATION, (latest.completedMs() - latest.triggeredMs()) / MS_PER_S, labels)
                .put(Metric.CHECKPOINT_SIZE, (double) latest.bytes(), labels)
                .put(Metric.CHECKPOINT_ALIGNMENT, latest.alignmentMs() / MS_PER_S, labels);
    }
}
