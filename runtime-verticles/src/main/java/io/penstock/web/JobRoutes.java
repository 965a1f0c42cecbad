// SPDX-License-Identifier: Apache-2.0
package io.penstock.web;

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
import java.util.function.Function;

/** {@code /jobs} and what concerns a job as a whole; submission, vertices and metrics are elsewhere. */
final class JobRoutes {
    private static final int OVERVIEW_ASKED_MAX = 100;

    private final JobQuestions questions;

    JobRoutes(JobQuestions questions) {
        this.questions = questions;
    }

    /** What is asked most often: a router compares a path with one route after the other. */
    void addStatusTo(Router router) {
        report(router, "/jobs/:jobid/status", job -> new JsonObject().put("status", JobViews.status(job.status())));
    }

    void addTo(Router router) {
        router.get("/jobs").handler(request -> Answers.json(request, list()));
        router.get("/jobs/overview").handler(request -> Answers.json(request, overview()));
        router.get("/jobs/:jobid")
                .handler(request -> Answers.json(
                        request,
                        questions
                                .counted(request)
                                .map(job -> JobViews.details(job.report(), job.counts(), questions.nowMs()))));
        report(router, "/jobs/:jobid/plan", job -> new JsonObject().put("plan", JobViews.plan(job)));
        report(router, "/jobs/:jobid/config", JobViews::config);
        report(router, "/jobs/:jobid/execution-result", job -> JobViews.result(job, questions.nowMs()));
        report(
                router,
                "/jobs/:jobid/accumulators",
                job -> new JsonObject()
                        .put("job-accumulators", new JsonArray())
                        .put("user-task-accumulators", new JsonArray())
                        .put("serialized-user-task-accumulators", new JsonObject()));
        router.get("/jobs/:jobid/exceptions").handler(this::exceptions);
        router.patch("/jobs/:jobid").handler(this::cancel);
    }

    private void report(Router router, String path, Function<JobReport, JsonObject> view) {
        router.get(path)
                .handler(request ->
                        Answers.json(request, questions.report(request).map(view)));
    }

    private Future<JsonObject> list() {
        return questions.client().jobs().map(jobs -> {
            JsonArray list = new JsonArray();
            jobs.forEach(job -> list.add(
                    new JsonObject().put("id", job.job().value()).put("status", JobViews.status(job.status()))));
            return new JsonObject().put("jobs", list);
        });
    }

    /** The Dispatcher knows the tasks of ended jobs; those of running ones are asked from their JobMasters. */
    private Future<JsonObject> overview() {
        return questions.client().jobs().compose(jobs -> {
            List<Future<JsonObject>> views = new ArrayList<>();
            int asked = 0;
            for (JobSummary job : jobs) {
                boolean ask = !job.status().terminal() && asked++ < OVERVIEW_ASKED_MAX;
                Future<JsonObject> known = Future.succeededFuture(JobViews.summary(job, questions.nowMs()));
                views.add(
                        ask
                                ? questions
                                        .client()
                                        .job(job.job())
                                        .map(this::summary)
                                        .recover(e -> known)
                                : known);
            }
            return Future.all(views).map(all -> new JsonObject().put("jobs", new JsonArray(all.<JsonObject>list())));
        });
    }

    private JsonObject summary(JobReport job) {
        return JobViews.summary(JobViews.summary(job), questions.nowMs());
    }

    private void exceptions(RoutingContext request) {
        String text = request.request().getParam("maxExceptions", "20");
        if (!text.matches("\\d{1,9}")) throw ApiException.badRequest("maxExceptions: not a number: " + text);
        int max = Integer.parseInt(text);
        List<String> labels = labels(request.request().getParam("failureLabelFilter", ""));
        Answers.json(request, questions.whole(request).map(job -> JobViews.exceptions(job, max, labels)));
    }

    /** {@code key:value,key:value}. */
    private static List<String> labels(String filter) {
        if (filter.isBlank()) return List.of();
        List<String> labels = List.of(filter.split(","));
        for (String label : labels) {
            if (!label.contains(":")) {
                throw ApiException.badRequest("failureLabelFilter: must be key:value, not " + label);
            }
        }
        return labels;
    }

    private void cancel(RoutingContext request) {
        JobId job = JobQuestions.jobId(request);
        String mode = request.request().getParam("mode", "cancel");
        if (!mode.equals("cancel")) throw ApiException.badRequest("mode: must be cancel, not " + mode);
        Answers.json(request, 202, questions.client().cancel(job).map(done -> new JsonObject()));
    }
}
