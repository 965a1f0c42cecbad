// SPDX-License-Identifier: Apache-2.0
package io.penstock.web;

import io.penstock.client.ClusterClient;
import io.penstock.client.JobEnds;
import io.penstock.core.message.JobId;
import io.penstock.core.message.JobReport;
import io.penstock.core.message.JobSummary;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** Everything below {@code /jobs} but submission. */
final class JobRoutes {
    private static final long WAIT_MAX_MS = 60_000;
    private static final int OVERVIEW_ASKED_MAX = 100;

    private final ClusterClient client;
    private final JobEnds ends;
    private final LongSupplier nowMs;
    private final LiveCounts counts;

    JobRoutes(ClusterClient client, JobEnds ends, LongSupplier nowMs) {
        this.client = client;
        this.ends = ends;
        this.nowMs = nowMs;
        this.counts = new LiveCounts(client, nowMs);
    }

    void addTo(Router router) {
        router.get("/jobs").handler(request -> Answers.json(request, list()));
        router.get("/jobs/overview").handler(request -> Answers.json(request, overview()));
        router.get("/jobs/:jobid")
                .handler(request ->
                        counted(request, (job, numbers) -> JobViews.details(job, numbers, nowMs.getAsLong())));
        router.get("/jobs/:jobid/status")
                .handler(request -> report(
                        request,
                        job -> new JsonObject().put("status", job.status().name())));
        router.get("/jobs/:jobid/exceptions").handler(request -> report(request, JobViews::exceptions));
        router.get("/jobs/:jobid/plan")
                .handler(request -> report(request, job -> new JsonObject().put("plan", JobViews.plan(job))));
        router.patch("/jobs/:jobid").handler(this::cancel);
    }

    /** The id in the path. Throws {@link ApiException}. */
    static JobId jobId(RoutingContext request) {
        try {
            return new JobId(request.pathParam("jobid"));
        } catch (IllegalArgumentException e) {
            throw ApiException.badRequest(String.valueOf(e.getMessage()));
        }
    }

    private Future<JsonObject> list() {
        return client.jobs().map(jobs -> {
            JsonArray list = new JsonArray();
            jobs.forEach(job -> list.add(new JsonObject()
                    .put("id", job.job().value())
                    .put("status", job.status().name())));
            return new JsonObject().put("jobs", list);
        });
    }

    /** The Dispatcher knows the tasks of ended jobs; those of running ones are asked from their JobMasters. */
    private Future<JsonObject> overview() {
        return client.jobs().compose(jobs -> {
            List<Future<JsonObject>> views = new ArrayList<>();
            int asked = 0;
            for (JobSummary job : jobs) {
                boolean ask = !job.status().terminal() && asked++ < OVERVIEW_ASKED_MAX;
                Future<JsonObject> known = Future.succeededFuture(JobViews.summary(job, nowMs.getAsLong()));
                views.add(ask ? client.job(job.job()).map(this::summary).recover(e -> known) : known);
            }
            return Future.all(views).map(all -> new JsonObject().put("jobs", new JsonArray(all.<JsonObject>list())));
        });
    }

    private JsonObject summary(JobReport job) {
        return JobViews.summary(JobViews.summary(job), nowMs.getAsLong());
    }

    /** With {@code ?wait=ms} the answer comes when the job has ended, or after that time. */
    private void report(RoutingContext request, Function<JobReport, JsonObject> view) {
        Answers.json(request, asked(request).map(view));
    }

    /** The same with what the job's tasks have counted. */
    private void counted(RoutingContext request, BiFunction<JobReport, JobCounts, JsonObject> view) {
        Answers.json(request, asked(request).compose(job -> counts.of(job).map(numbers -> view.apply(job, numbers))));
    }

    private Future<JobReport> asked(RoutingContext request) {
        JobId job = jobId(request);
        long waitMs = waitMs(request);
        Future<JobReport> report = client.job(job);
        if (waitMs > 0) {
            report = report.compose(now -> now.status().terminal()
                    ? Future.succeededFuture(now)
                    : ends.await(job, waitMs)
                            .compose(end -> end.isPresent() ? Future.succeededFuture(end.get()) : client.job(job)));
        }
        return report;
    }

    private static long waitMs(RoutingContext request) {
        String wait = request.request().getParam("wait");
        if (wait == null) return 0;
        if (!wait.matches("\\d{1,9}")) throw ApiException.badRequest("wait: not a number of milliseconds: " + wait);
        return Math.min(WAIT_MAX_MS, Long.parseLong(wait));
    }

    private void cancel(RoutingContext request) {
        JobId job = jobId(request);
        String mode = request.request().getParam("mode", "cancel");
        if (!mode.equals("cancel")) throw ApiException.badRequest("mode: must be cancel, not " + mode);
        Answers.json(request, 202, client.cancel(job).map(done -> new JsonObject()));
    }
}
