// SPDX-License-Identifier: Apache-2.0
package io.penstock.web;

import io.penstock.core.message.HaRecord.JarRecord;
import io.penstock.core.message.JobId;
import io.penstock.job.JarStore;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.FileUpload;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Jars, and the jobs made of them. Uploads go to disk as they come, and end early when they exceed the limit. */
final class JarRoutes {
    private static final long JSON_BYTES_MAX = 256 << 10;
    private static final int NAME_CHARS_MAX = 120;
    private static final String SERIALIZED =
            "this is a job graph serialized by Flink, which only Flink can run; write the job against Penstock's API and"
                    + " send its jar: POST /v1/jars/upload, then POST /v1/jars/:jarid/run (or 'penstock run job.jar')";

    private final JarStore jars;
    private final Submissions submissions;
    private final LongSupplier nowMs;

    JarRoutes(JarStore jars, Submissions submissions, LongSupplier nowMs) {
        this.jars = jars;
        this.submissions = submissions;
        this.nowMs = nowMs;
    }

    void addTo(Router router, Path uploadDir, long uploadBytesMax) {
        BodyHandler file = BodyHandler.create(uploadDir.toString())
                .setBodyLimit(uploadBytesMax)
                .setDeleteUploadedFilesOnEnd(true);
        BodyHandler json = BodyHandler.create(false).setBodyLimit(JSON_BYTES_MAX);
        router.get("/jars").handler(request -> Answers.json(request, list(request)));
        router.post("/jars/upload").handler(JarRoutes::requireMultipart);
        router.post("/jars/upload").handler(file).handler(this::upload);
        router.delete("/jars/:jarid")
                .handler(request ->
                        Answers.json(request, jars.delete(jarId(request)).map(done -> new JsonObject())));
        router.post("/jars/:jarid/run").handler(json).handler(this::run);
        router.post("/jars/:jarid/run-application").handler(json).handler(this::runApplication);
        router.get("/jars/:jarid/plan").handler(json).handler(this::plan);
        router.post("/jars/:jarid/plan").handler(json).handler(this::plan);
        router.get("/jars/:jarid/programs")
                .handler(request -> Answers.json(
                        request,
                        submissions
                                .programs(jarId(request))
                                .map(names -> new JsonObject().put("programs", new JsonArray(names)))));
        router.post("/jobs").handler(JarRoutes::requireMultipart);
        router.post("/jobs").handler(file).handler(this::submit);
    }

    private static void requireMultipart(RoutingContext request) {
        String type = request.request().getHeader("Content-Type");
        if (type == null || !type.toLowerCase(Locale.ROOT).startsWith("multipart/form-data")) {
            throw ApiException.unsupported("send the jar as multipart/form-data, not as " + type);
        }
        request.next();
    }

    private Future<JsonObject> list(RoutingContext request) {
        String address = Answers.address(request);
        return jars.list().map(records -> {
            JsonArray files = new JsonArray();
            records.forEach(jar -> files.add(view(jar)));
            return new JsonObject().put("address", address).put("files", files);
        });
    }

    private static JsonObject view(JarRecord jar) {
        JsonArray entries = new JsonArray();
        if (jar.entryClass() != null)
            entries.add(new JsonObject().put("name", jar.entryClass()).putNull("description"));
        return new JsonObject()
                .put("id", jar.jarId())
                .put("name", jar.fileName())
                .put("uploaded", jar.uploadedMs())
                .put("bytes", jar.bytes())
                .put("entry", entries);
    }

    private void upload(RoutingContext request) {
        Answers.json(
                request,
                store(request)
                        .map(jar -> new JsonObject()
                                .put("filename", "jars/" + jar.jarId())
                                .put("status", "success")));
    }

    private void run(RoutingContext request) {
        String jarId = jarId(request);
        RunRequest run = RunRequest.of(JsonBodies.of(request), request.queryParams());
        Answers.json(request, submissions.run(jarId, run).map(JarRoutes::started));
    }

    private void plan(RoutingContext request) {
        String jarId = jarId(request);
        RunRequest run = RunRequest.of(JsonBodies.of(request), request.queryParams());
        Answers.json(request, submissions.plan(jarId, run).map(plan -> new JsonObject().put("plan", plan)));
    }

    /** The same: a program always runs in the cluster. */
    private void runApplication(RoutingContext request) {
        String jarId = jarId(request);
        JsonObject body = JsonBodies.of(request);
        Object application = body.remove("applicationId");
        if (application != null && body.getValue("jobId") == null) body.put("jobId", application);
        RunRequest run = RunRequest.of(body, request.queryParams());
        Answers.json(
                request,
                202,
                submissions.run(jarId, run).map(job -> new JsonObject().put("applicationid", job.value())));
    }

    /** Jar and arguments in one request. */
    private void submit(RoutingContext request) {
        if (isSerializedGraph(request)) throw ApiException.badRequest(SERIALIZED);
        RunRequest run = RunRequest.of(form(request.request().formAttributes()), request.queryParams());
        Answers.json(
                request,
                store(request).compose(jar -> submissions.run(jar.jarId(), run)).map(JarRoutes::started));
    }

    /** Flink's Java client sends a graph of its own classes, which says nothing to anybody else. */
    private static boolean isSerializedGraph(RoutingContext request) {
        String described = request.request().getFormAttribute("request");
        boolean describes = described != null
                && (described.contains("executionPlanFileName") || described.contains("jobGraphFileName"));
        return describes
                || request.fileUploads().stream()
                        .anyMatch(file ->
                                file.fileName() != null && file.fileName().startsWith("flink-"));
    }

    private static JsonObject started(JobId job) {
        return new JsonObject()
                .put("jobid", job.value())
                .put("applicationId", job.value())
                .put("jobUrl", "/v1/jobs/" + job.value());
    }

    private Future<JarRecord> store(RoutingContext request) {
        List<FileUpload> files = request.fileUploads();
        if (files.size() != 1) {
            throw ApiException.badRequest("send exactly one file, the jar; there are " + files.size());
        }
        FileUpload file = files.get(0);
        return jars.add(Path.of(file.uploadedFileName()), displayName(file.fileName()), nowMs.getAsLong());
    }

    /** What the client calls the file, without any directory; it is shown and never opened. */
    private static String displayName(@Nullable String name) {
        if (name == null) return "job.jar";
        String last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1)
                .replaceAll("[^\\w.+-]", "_");
        if (last.isEmpty()) return "job.jar";
        return last.length() <= NAME_CHARS_MAX ? last : last.substring(last.length() - NAME_CHARS_MAX);
    }

    /**
     * The form's fields as the JSON of a run; {@code request} may hold all of it, {@code arg} may stand several times.
     */
    private static JsonObject form(MultiMap form) {
        JsonObject body =
                form.contains("request") ? JsonBodies.parse(form.get("request"), "request") : new JsonObject();
        if (form.contains("entryClass")) body.put("entryClass", form.get("entryClass"));
        if (form.contains("parallelism")) body.put("parallelism", form.get("parallelism"));
        if (form.contains("arg")) body.put("programArgsList", new JsonArray(form.getAll("arg")));
        return body;
    }

    private static String jarId(RoutingContext request) {
        String id = request.pathParam("jarid");
        if (!id.matches("[0-9a-f]{32}")) throw ApiException.badRequest("a jar id is 32 hex digits, not: " + id);
        return id;
    }
}
