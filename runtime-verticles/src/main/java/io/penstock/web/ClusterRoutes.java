// SPDX-License-Identifier: Apache-2.0
package io.penstock.web;

import io.penstock.api.ResourceProfile;
import io.penstock.client.ClusterClient;
import io.penstock.core.message.ClusterReport;
import io.penstock.core.message.ClusterReport.WorkerReport;
import io.penstock.core.message.JobStatus;
import io.penstock.core.message.JobSummary;
import io.penstock.core.message.NodeQuestion;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.TextStyle;
import java.util.List;
import java.util.Locale;

/** {@code /overview}, {@code /config} and {@code /taskmanagers}. */
final class ClusterRoutes {
    private static final long REFRESH_MS = 3_000;

    private final ClusterClient client;
    private final RestApi.Settings settings;
    private final NodeAsk nodes;

    ClusterRoutes(NodeAsk nodes, RestApi.Settings settings) {
        this.client = nodes.client();
        this.nodes = nodes;
        this.settings = settings;
    }

    void addTo(Router router) {
        router.get("/overview").handler(request -> Answers.json(request, overview()));
        router.get("/config").handler(request -> Answers.json(request, Future.succeededFuture(config())));
        router.get("/taskmanagers").handler(request -> Answers.json(request, workers()));
        router.get("/taskmanagers/:taskmanagerid").handler(request -> Answers.json(request, worker(request)));
        router.get("/datasets")
                .handler(request -> Answers.json(
                        request, Future.succeededFuture(new JsonObject().put("dataSets", new JsonArray()))));
        router.delete("/datasets/:datasetid").handler(ClusterRoutes::noDataSet);
        router.get("/datasets/delete/:triggerid").handler(ClusterRoutes::noDataSet);
    }

    private Future<JsonObject> overview() {
        Future<ClusterReport> cluster = client.cluster();
        Future<List<JobSummary>> jobs = client.jobs();
        return Future.all(cluster, jobs).map(both -> {
            List<WorkerReport> workers = cluster.result().workers();
            return new JsonObject()
                    .put("taskmanagers", workers.size())
                    .put(
                            "slots-total",
                            workers.stream().mapToInt(WorkerReport::slots).sum())
                    .put(
                            "slots-available",
                            workers.stream().mapToInt(WorkerReport::freeSlots).sum())
                    .put("taskmanagers-blocked", 0)
                    .put("slots-free-and-blocked", 0)
                    .put(
                            "jobs-running",
                            jobs.result().stream()
                                    .filter(job -> !job.status().terminal())
                                    .count())
                    .put("jobs-finished", count(jobs.result(), JobStatus.FINISHED))
                    .put("jobs-cancelled", count(jobs.result(), JobStatus.CANCELED))
                    .put("jobs-failed", count(jobs.result(), JobStatus.FAILED))
                    .put("flink-version", settings.version())
                    .put("flink-commit", "unknown")
                    .put("leader", cluster.result().leader().value());
        });
    }

    private JsonObject config() {
        ZonedDateTime now = ZonedDateTime.now(ZoneId.systemDefault());
        return new JsonObject()
                .put("refresh-interval", REFRESH_MS)
                .put("node", settings.node())
                .put("timezone-name", now.getZone().getDisplayName(TextStyle.FULL, Locale.ROOT))
                .put("timezone-offset", now.getOffset().getTotalSeconds() * 1_000)
                .put("flink-version", settings.version())
                .put("flink-revision", "unknown")
                .put(
                        "features",
                        new JsonObject()
                                .put("web-submit", true)
                                .put("web-cancel", true)
                                .put("web-rescale", false)
                                .put("web-history", false));
    }

    private Future<JsonObject> workers() {
        return client.cluster().map(cluster -> {
            JsonArray list = new JsonArray();
            cluster.workers().forEach(worker -> list.add(view(worker)));
            return new JsonObject().put("taskmanagers", list);
        });
    }

    /** Results of a job end with the job: there are no data sets that outlive it. */
    private static void noDataSet(RoutingContext request) {
        Answers.error(request, 404, "there is no such data set: results end with the job that made them");
    }

    /** With what its JVM tells; zeros if it does not answer in time. */
    private Future<JsonObject> worker(RoutingContext request) {
        return nodes.worker(request)
                .compose(worker -> nodes.node(worker.worker().node(), NodeQuestion.METRICS)
                        .otherwise(new JsonObject())
                        .map(facts -> view(worker)
                                .put("allocatedSlots", holdings(worker))
                                .put("hardware", WorkerViews.hardware(worker, facts))
                                .put("metrics", WorkerViews.metrics(facts))));
    }

    private JsonObject view(WorkerReport worker) {
        return new JsonObject()
                .put("id", worker.worker().node().value())
                .put("name", worker.worker().name())
                .put("path", worker.worker().host() + ":" + worker.worker().dataPort())
                .put("dataPort", worker.worker().dataPort())
                .put("jmxPort", -1)
                .put("timeSinceLastHeartbeat", worker.lastHeardMs())
                .put("slotsNumber", worker.slots())
                .put("freeSlots", worker.freeSlots())
                .put("assignedTasks", worker.holdings().holdings().size())
                .put("hardware", WorkerViews.hardware(worker, new JsonObject()))
                .put("memoryConfiguration", WorkerViews.memory(worker))
                .put("blocked", false)
                .put("totalResource", resource(worker.worker().total()))
                .put("freeResource", resource(worker.free()));
    }

    private static JsonArray holdings(WorkerReport worker) {
        JsonArray slots = new JsonArray();
        worker.holdings()
                .holdings()
                .forEach(holding -> slots.add(new JsonObject()
                        .put("jobId", holding.job().value())
                        .put("allocation", holding.allocation().value())
                        .put("assignedTasks", 1)
                        .put("resource", resource(holding.profile()))));
        return slots;
    }

    private static JsonObject resource(ResourceProfile profile) {
        JsonObject extras = new JsonObject();
        profile.extras().forEach(extras::put);
        return new JsonObject()
                .put("cpuCores", profile.cpuMillis() / 1000.0)
                .put("taskHeapMemory", profile.heapMb())
                .put("taskOffHeapMemory", 0)
                .put("managedMemory", 0)
                .put("networkMemory", 0)
                .put("extendedResources", extras);
    }

    private static long count(List<JobSummary> jobs, JobStatus status) {
        return jobs.stream().filter(job -> job.status() == status).count();
    }
}
