// SPDX-License-Identifier: Apache-2.0
package io.penstock.web;

import io.penstock.access.Secrets;
import io.penstock.core.graph.JobEdge;
import io.penstock.core.graph.JobGraph;
import io.penstock.core.graph.JobVertex;
import io.penstock.core.message.ExecutionState;
import io.penstock.core.message.JobId;
import io.penstock.core.message.JobReport;
import io.penstock.core.message.JobReport.FailureEntry;
import io.penstock.core.message.JobStatus;
import io.penstock.core.message.JobSummary;
import io.penstock.core.message.TaskFailure;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Jobs as the REST contract shows them. Fields with an underscore-free name of Flink's are Flink's; {@code reason},
 * {@code restarts} are ours.
 */
final class JobViews {
    private JobViews() {}

    /** {@code /jobs/:jobid}. */
    static JsonObject details(JobReport job, JobCounts numbers, long nowMs) {
        int[] counts = new int[ExecutionState.values().length];
        job.vertices().forEach(vertex -> VertexViews.count(vertex, counts));
        JsonObject timestamps = new JsonObject()
                .put("INITIALIZING", job.startMs())
                .put("SUSPENDED", 0L)
                .put("RECONCILING", 0L);
        for (JobStatus status : JobStatus.values()) {
            timestamps.put(status(status), job.statusSinceMs().getOrDefault(status, 0L));
        }
        return new JsonObject()
                .put("jid", job.job().value())
                .put("application-id", job.job().value())
                .put("name", job.name())
                .put("isStoppable", false)
                .put("state", status(job.status()))
                .put("reason", job.reason())
                .put("job-type", job.graph() != null && job.graph().batch() ? "BATCH" : "STREAMING")
                .put("schedulerType", "Default")
                .put("start-time", job.startMs())
                .put("end-time", job.endMs())
                .put("duration", duration(job.startMs(), job.endMs(), nowMs))
                .put("maxParallelism", maxParallelism(job.graph()))
                .put("now", nowMs)
                .put("timestamps", timestamps)
                .put("restarts", job.restarts())
                .put("vertices", VertexViews.all(job, numbers, nowMs))
                .put("status-counts", counts(counts))
                .put("plan", plan(job))
                .put("stream-graph", new JsonObject())
                .put("pending-operators", 0);
    }

    /** {@code /jobs/:jobid/plan}, and the field {@code plan}. */
    static JsonObject plan(JobReport job) {
        return plan(job.job(), job.name(), job.graph());
    }

    /** The plan of that graph; without nodes if there is none yet. */
    static JsonObject plan(JobId job, String name, @Nullable JobGraph graph) {
        JsonArray nodes = new JsonArray();
        if (graph != null) graph.vertices().forEach(vertex -> nodes.add(planNode(graph, vertex)));
        return new JsonObject()
                .put("jid", job.value())
                .put("name", name)
                .put("type", graph != null && graph.batch() ? "BATCH" : "STREAMING")
                .put("nodes", nodes);
    }

    /** {@code /jobs/:jobid/exceptions}. */
    static JsonObject exceptions(JobQuestions.Whole whole, int max, List<String> labels) {
        JobReport job = whole.report();
        List<FailureEntry> fitting = job.failures().stream()
                .filter(entry -> labels.isEmpty()
                        || labels.contains("kind:" + entry.failure().kind().name()))
                .toList();
        JsonArray entries = new JsonArray();
        fitting.stream().limit(max).forEach(entry -> entries.add(exception(whole, entry)));
        JsonObject answer = new JsonObject()
                .put(
                        "exceptionHistory",
                        new JsonObject().put("entries", entries).put("truncated", fitting.size() > max))
                .put("rescales", RescaleViews.history(job));
        TaskFailure root = job.rootCause();
        if (root != null) answer.put("root-exception", text(root));
        return answer;
    }

    /** {@code /jobs/:jobid/config}. */
    static JsonObject config(JobReport job) {
        JobGraph graph = job.graph();
        JsonObject user = new JsonObject();
        if (graph != null) graph.options().forEach((key, value) -> user.put(key, Secrets.shown(key, value)));
        int parallelism = graph == null
                ? -1
                : graph.vertices().stream()
                        .mapToInt(JobVertex::parallelism)
                        .max()
                        .orElse(-1);
        return new JsonObject()
                .put("jid", job.job().value())
                .put("name", job.name())
                .put(
                        "execution-config",
                        new JsonObject()
                                .put(
                                        "restart-strategy",
                                        graph == null
                                                ? ""
                                                : graph.options().getOrDefault("restart.strategy", "cluster"))
                                .put("job-parallelism", parallelism)
                                .put("object-reuse-mode", true)
                                .put("user-config", user));
    }

    /** {@code /jobs/:jobid/execution-result}. */
    static JsonObject result(JobReport job, long nowMs) {
        boolean over = job.status().terminal();
        JsonObject answer =
                new JsonObject().put("status", new JsonObject().put("id", over ? "COMPLETED" : "IN_PROGRESS"));
        if (!over) return answer.putNull("job-execution-result");
        String status = switch (job.status()) {
            case FINISHED -> "SUCCEEDED";
            case CANCELED -> "CANCELED";
            default -> "FAILED";
        };
        JsonObject result = new JsonObject()
                .put("id", job.job().value())
                .put("application-status", status)
                .put("accumulator-results", new JsonObject())
                .put("net-runtime", duration(job.startMs(), job.endMs(), nowMs));
        TaskFailure root = job.rootCause();
        if (root != null && job.status() == JobStatus.FAILED) result.put("failure-cause", FlinkThrowable.of(root));
        return answer.put("job-execution-result", result);
    }

    /** The contract's word: there, jobs are cancelling with two l and tasks canceling with one. */
    static String status(JobStatus status) {
        return status == JobStatus.CANCELING ? "CANCELLING" : status.name();
    }

    /** A report as a line in the list of jobs. */
    static JobSummary summary(JobReport job) {
        int[] counts = new int[ExecutionState.values().length];
        job.vertices().forEach(vertex -> VertexViews.count(vertex, counts));
        return new JobSummary(
                job.job(),
                job.name(),
                job.status(),
                job.startMs(),
                job.endMs(),
                Arrays.stream(counts).boxed().toList());
    }

    /** An entry of {@code /jobs/overview}. */
    static JsonObject summary(JobSummary job, long nowMs) {
        List<Integer> byState = job.tasksByState();
        JsonObject tasks = new JsonObject();
        int total = 0;
        for (ExecutionState state : ExecutionState.values()) {
            int tasksInState = state.ordinal() < byState.size() ? byState.get(state.ordinal()) : 0;
            total += tasksInState;
            tasks.put(state.name().toLowerCase(Locale.ROOT), tasksInState);
        }
        tasks.put("total", total).put("reconciling", 0);
        return new JsonObject()
                .put("jid", job.job().value())
                .put("name", job.name())
                .put("schedulerType", "Default")
                .put("start-time", job.startMs())
                .put("end-time", job.endMs())
                .put("duration", duration(job.startMs(), job.endMs(), nowMs))
                .put("state", status(job.status()))
                .put("last-modification", job.endMs() >= 0 ? job.endMs() : nowMs)
                .put("tasks", tasks)
                .put("pending-operators", 0);
    }

    private static JsonObject planNode(JobGraph graph, JobVertex vertex) {
        JsonArray inputs = new JsonArray();
        for (JobEdge edge : graph.edges()) {
            if (edge.target() != vertex.index()) continue;
            inputs.add(new JsonObject()
                    .put("num", edge.input())
                    .put("id", graph.vertices().get(edge.source()).vertexId())
                    .put("ship_strategy", edge.pattern().name())
                    .put("exchange", edge.type().name().toLowerCase(Locale.ROOT)));
        }
        JsonObject node = new JsonObject()
                .put("id", vertex.vertexId())
                .put("parallelism", vertex.parallelism())
                .put("operator", "")
                .put("operator_strategy", "")
                .put("description", vertex.name())
                .put("optimizer_properties", new JsonObject());
        return inputs.isEmpty() ? node : node.put("inputs", inputs);
    }

    private static JsonObject exception(JobQuestions.Whole whole, FailureEntry entry) {
        TaskFailure failure = entry.failure();
        return new JsonObject()
                .put("exceptionName", nameOf(failure))
                .put("stacktrace", text(failure))
                .put("timestamp", entry.timeMs())
                .put(
                        "taskName",
                        entry.attempt() == null
                                ? failure.operator()
                                : entry.attempt().toString())
                .put("endpoint", entry.worker() == null ? null : whole.endpoint(entry.worker()))
                .put(
                        "taskManagerId",
                        entry.worker() == null ? null : entry.worker().value())
                .put(
                        "failureLabels",
                        new JsonObject().put("kind", failure.kind().name()))
                .put("concurrentExceptions", new JsonArray());
    }

    /** The class of what was thrown, or what kind of failure it is. */
    static String nameOf(TaskFailure failure) {
        return failure.className().isEmpty() ? failure.kind().name() : failure.className();
    }

    /** The message first, since that is what people read; then the stack. */
    static String text(TaskFailure failure) {
        String at = failure.operator() == null || failure.message().contains(failure.operator())
                ? ""
                : "operator '" + failure.operator() + "': ";
        return at + failure.message() + (failure.stackText().isEmpty() ? "" : "\n" + failure.stackText());
    }

    static JsonObject counts(int[] counts) {
        JsonObject json = new JsonObject();
        for (ExecutionState state : ExecutionState.values()) json.put(state.name(), counts[state.ordinal()]);
        return json;
    }

    private static int maxParallelism(@Nullable JobGraph graph) {
        if (graph == null) return -1;
        return graph.vertices().stream()
                .mapToInt(JobVertex::maxParallelism)
                .max()
                .orElse(-1);
    }

    static long duration(long startMs, long endMs, long nowMs) {
        return (endMs >= 0 ? endMs : nowMs) - startMs;
    }
}
