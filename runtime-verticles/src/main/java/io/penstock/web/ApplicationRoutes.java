// SPDX-License-Identifier: Apache-2.0
package io.penstock.web;

import io.penstock.core.message.JobReport;
import io.penstock.core.message.JobStatus;
import io.penstock.core.message.JobSummary;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** {@code /applications}: each job is the one job of an application with the same id. */
final class ApplicationRoutes {
    private final JobQuestions questions;

    ApplicationRoutes(JobQuestions questions) {
        this.questions = questions;
    }

    void addTo(Router router) {
        router.get("/applications/overview").handler(request -> Answers.json(request, overview()));
        router.get("/applications/:applicationid")
                .handler(
                        request -> Answers.json(request, job(questions, request).map(this::details)));
        router.get("/applications/:applicationid/exceptions")
                .handler(
                        request -> Answers.json(request, job(questions, request).map(ApplicationRoutes::exceptions)));
        router.post("/applications/:applicationid/cancel")
                .handler(request -> Answers.json(
                        request,
                        202,
                        questions
                                .client()
                                .cancel(JobQuestions.jobId(request.pathParam("applicationid")))
                                .map(done -> new JsonObject())));
    }

    /** The job of the application in the path. */
    static Future<JobReport> job(JobQuestions questions, RoutingContext request) {
        return questions.client().job(JobQuestions.jobId(request.pathParam("applicationid")));
    }

    private Future<JsonObject> overview() {
        return questions.client().jobs().map(jobs -> {
            JsonArray list = new JsonArray();
            jobs.forEach(job -> list.add(summary(job)));
            return new JsonObject().put("applications", list);
        });
    }

    private JsonObject summary(JobSummary job) {
        return new JsonObject()
                .put("id", job.job().value())
                .put("name", job.name())
                .put("start-time", job.startMs())
                .put("end-time", job.endMs())
                .put("duration", JobViews.duration(job.startMs(), job.endMs(), questions.nowMs()))
                .put("status", status(job.status()))
                .put("jobs", new JsonObject().put(JobViews.status(job.status()), 1));
    }

    private JsonObject details(JobReport job) {
        JsonObject timestamps = new JsonObject();
        for (String state :
                new String[] {"CREATED", "RUNNING", "FINISHED", "CANCELING", "CANCELED", "FAILING", "FAILED"}) {
            timestamps.put(state, job.statusSinceMs().getOrDefault(JobStatus.valueOf(state), 0L));
        }
        return new JsonObject()
                .put("id", job.job().value())
                .put("name", job.name())
                .put("status", status(job.status()))
                .put("start-time", job.startMs())
                .put("end-time", job.endMs())
                .put("duration", JobViews.duration(job.startMs(), job.endMs(), questions.nowMs()))
                .put("timestamps", timestamps)
                .put("jobs", new JsonArray().add(JobViews.summary(JobViews.summary(job), questions.nowMs())));
    }

    /** An application knows no restarts: it runs. */
    private static String status(JobStatus status) {
        return status == JobStatus.RESTARTING ? JobStatus.RUNNING.name() : status.name();
    }

    private static JsonObject exceptions(JobReport job) {
        JsonArray entries = new JsonArray();
        job.failures()
                .forEach(entry -> entries.add(new JsonObject()
                        .put("exceptionName", JobViews.nameOf(entry.failure()))
                        .put("stacktrace", JobViews.text(entry.failure()))
                        .put("timestamp", entry.timeMs())
                        .put("jobId", job.job().value())));
        return new JsonObject().put("exceptionHistory", new JsonObject().put("entries", entries));
    }
}
