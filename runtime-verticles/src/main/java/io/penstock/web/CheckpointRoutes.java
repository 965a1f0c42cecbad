// SPDX-License-Identifier: Apache-2.0
package io.penstock.web;

import io.penstock.core.graph.JobVertex;
import io.penstock.core.message.CheckpointKind;
import io.penstock.core.message.CheckpointStats;
import io.penstock.core.message.JobId;
import io.penstock.core.message.JobReport;
import io.penstock.core.message.NodeId;
import io.penstock.core.message.StoredPart;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Checkpoints and savepoints: what there are, taking one, stopping with one, and how such a request stands. */
final class CheckpointRoutes {
    private static final String JOB = "/jobs/:jobid";
    private static final long BODY_BYTES_MAX = 64 << 10;

    private final JobQuestions questions;
    private final Map<String, String> cluster;

    /** {@code cluster}: the settings that hold for jobs that do not say otherwise. */
    CheckpointRoutes(JobQuestions questions, Map<String, String> cluster) {
        this.questions = questions;
        this.cluster = cluster;
    }

    void addTo(Router router) {
        BodyHandler json = BodyHandler.create(false).setBodyLimit(BODY_BYTES_MAX);
        router.get(JOB + "/checkpoints")
                .handler(request ->
                        Answers.json(request, questions.report(request).map(CheckpointViews::statistics)));
        router.get(JOB + "/checkpoints/config")
                .handler(request ->
                        Answers.json(request, questions.report(request).map(this::config)));
        router.get(JOB + "/checkpoints/details/:checkpointid")
                .handler(request -> Answers.json(
                        request,
                        questions
                                .report(request)
                                .map(job ->
                                        CheckpointViews.details(job, JobQuestions.number(request, "checkpointid")))));
        router.get(JOB + "/checkpoints/details/:checkpointid/subtasks/:vertexid")
                .handler(this::subtasks);
        router.post(JOB + "/checkpoints").handler(json).handler(this::checkpoint);
        router.post(JOB + "/savepoints").handler(json).handler(this::savepoint);
        router.post(JOB + "/stop").handler(json).handler(this::stop);
        router.get(JOB + "/checkpoints/:triggerid").handler(this::status);
        router.get(JOB + "/savepoints/:triggerid").handler(this::status);
    }

    /** Asked from the workers, which remember it for as long as the tasks run. */
    private void subtasks(RoutingContext request) {
        Answers.json(request, questions.report(request).compose(job -> {
            CheckpointStats.Entry entry = CheckpointViews.ended(job, JobQuestions.number(request, "checkpointid"));
            JobVertex vertex = JobQuestions.vertex(request, job);
            long id = entry.checkpoint().id();
            List<Future<List<StoredPart>>> asked = new ArrayList<>();
            for (NodeId worker : LiveCounts.workers(job)) {
                asked.add(questions
                        .client()
                        .parts(worker, job.job(), vertex.index(), id)
                        .otherwise(List.of()));
            }
            return Future.all(asked).map(all -> {
                List<StoredPart> parts = new ArrayList<>();
                all.<List<StoredPart>>list().forEach(parts::addAll);
                return PartViews.of(entry, vertex, parts);
            });
        }));
    }

    private void checkpoint(RoutingContext request) {
        begin(request, JsonBodies.of(request), CheckpointKind.CHECKPOINT, "");
    }

    private void savepoint(RoutingContext request) {
        JsonObject body = JsonBodies.of(request);
        boolean cancel = Boolean.TRUE.equals(body.getValue("cancel-job"));
        String target = JsonBodies.text(body, "target-directory");
        begin(request, body, cancel ? CheckpointKind.SUSPEND : CheckpointKind.SAVEPOINT, path(target));
    }

    private void stop(RoutingContext request) {
        JsonObject body = JsonBodies.of(request);
        boolean drain = Boolean.TRUE.equals(body.getValue("drain"));
        String target = JsonBodies.text(body, "targetDirectory");
        begin(request, body, drain ? CheckpointKind.DRAIN : CheckpointKind.SUSPEND, path(target));
    }

    /** A directory as a path, also if the client wrote it as a file URI. */
    private static @Nullable String path(@Nullable String target) {
        if (target == null || !target.startsWith("file:")) return target;
        try {
            return Path.of(URI.create(target)).toString();
        } catch (IllegalArgumentException e) {
            throw ApiException.badRequest("the target directory is no file URI: " + target);
        }
    }

    private void begin(RoutingContext request, JsonObject body, CheckpointKind kind, @Nullable String target) {
        JobId job = JobQuestions.jobId(request);
        String given = JsonBodies.text(body, "triggerId");
        if (given != null && !given.matches("[0-9a-f]{32}")) {
            throw ApiException.badRequest("triggerId: must be 32 hex digits, not " + given);
        }
        String id = given == null ? UUID.randomUUID().toString().replace("-", "") : given;
        Answers.json(
                request,
                202,
                questions
                        .client()
                        .savepoint(id, job, kind, target == null ? "" : target)
                        .map(operation -> new JsonObject().put("request-id", operation.id())));
    }

    private void status(RoutingContext request) {
        String id = request.pathParam("triggerid");
        Answers.json(
                request,
                questions
                        .client()
                        .savepointOperation(JobQuestions.jobId(request), id)
                        .map(CheckpointViews::operation));
    }

    private JsonObject config(JobReport job) {
        return CheckpointConfigView.of(job, cluster);
    }
}
