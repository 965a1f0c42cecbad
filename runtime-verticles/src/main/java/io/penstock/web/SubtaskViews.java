// SPDX-License-Identifier: Apache-2.0
package io.penstock.web;

import io.penstock.core.graph.JobVertex;
import io.penstock.core.message.ExecutionState;
import io.penstock.core.message.JobReport.SubtaskReport;
import io.penstock.core.message.JobReport.VertexReport;
import io.penstock.core.message.NodeId;
import io.penstock.core.message.TaskCounts;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One vertex with its subtasks, as the REST contract shows it from several sides. */
final class SubtaskViews {
    private static final double LOW = 0.1;
    private static final double HIGH = 0.5;
    private static final String UNASSIGNED = "(unassigned)";

    private final JobQuestions.Whole job;
    private final JobVertex vertex;
    private final VertexReport report;
    private final JobCounts.OfVertex counts;
    private final long nowMs;

    SubtaskViews(JobQuestions.Whole job, JobVertex vertex, long nowMs) {
        this.job = job;
        this.vertex = vertex;
        this.report = VertexViews.report(job.report(), vertex.index());
        this.counts = job.counts().vertex(vertex.index());
        this.nowMs = nowMs;
    }

    /** {@code /jobs/:jobid/vertices/:vertexid}. */
    JsonObject details() {
        JsonArray subtasks = new JsonArray();
        for (int i = 0; i < report.subtasks().size(); i++) subtasks.add(attempt(i));
        return new JsonObject()
                .put("id", vertex.vertexId())
                .put("name", vertex.name())
                .put("parallelism", vertex.parallelism())
                .put("maxParallelism", vertex.parallelismMax())
                .put("now", nowMs)
                .put("subtasks", subtasks)
                .put("aggregated", aggregated(all()))
                .put("metrics", VertexViews.metrics(counts.sum(), counts.complete()));
    }

    private List<Integer> all() {
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < report.subtasks().size(); i++) all.add(i);
        return all;
    }

    /** One subtask's current attempt. */
    JsonObject attempt(int index) {
        SubtaskReport subtask = report.subtasks().get(index);
        TaskCounts counted = counts.subtask(index).counts();
        NodeId worker = subtask.worker();
        JsonObject view = times(subtask)
                .put("subtask", index)
                .put("status", subtask.state().name())
                .put("attempt", subtask.attempt())
                .put("endpoint", job.endpoint(worker))
                .put("host", job.endpoint(worker))
                .put("taskmanager-id", worker == null ? UNASSIGNED : worker.value())
                .put("metrics", VertexViews.metrics(counted, counted != null))
                .put("status-duration", durations(subtask))
                .putNull("other-concurrent-attempts");
        return view.put("start_time", view.getLong("start-time"));
    }

    /** Only the whole time since deployment is known: it is all counted as running. */
    private JsonObject durations(SubtaskReport subtask) {
        return new JsonObject()
                .put("CREATED", -1)
                .put("SCHEDULED", -1)
                .put("DEPLOYING", -1)
                .put("INITIALIZING", -1)
                .put("RUNNING", times(subtask).getLong("duration"));
    }

    private JsonObject times(SubtaskReport subtask) {
        long durationMs = subtask.startMs() < 0 ? -1 : JobViews.duration(subtask.startMs(), subtask.endMs(), nowMs);
        return new JsonObject()
                .put("start-time", subtask.startMs())
                .put("end-time", subtask.endMs())
                .put("duration", durationMs);
    }

    /** {@code .../subtasktimes}: when the present attempt was deployed and ended; states between are not timed. */
    JsonObject subtaskTimes() {
        JsonArray subtasks = new JsonArray();
        for (int i = 0; i < report.subtasks().size(); i++) {
            SubtaskReport subtask = report.subtasks().get(i);
            JsonObject timestamps = new JsonObject();
            for (ExecutionState state : ExecutionState.values()) timestamps.put(state.name(), 0L);
            if (subtask.startMs() >= 0) timestamps.put(ExecutionState.DEPLOYING.name(), subtask.startMs());
            if (subtask.endMs() >= 0) timestamps.put(subtask.state().name(), subtask.endMs());
            subtasks.add(new JsonObject()
                    .put("subtask", i)
                    .put("endpoint", job.endpoint(subtask.worker()))
                    .put("host", job.endpoint(subtask.worker()))
                    .put("duration", times(subtask).getLong("duration"))
                    .put("timestamps", timestamps));
        }
        return head().put("subtasks", subtasks);
    }

    private JsonObject head() {
        return new JsonObject()
                .put("id", vertex.vertexId())
                .put("name", vertex.name())
                .put("now", nowMs);
    }

    /** {@code .../taskmanagers}: the subtasks by worker. */
    JsonObject workers() {
        Map<String, List<Integer>> byWorker = new TreeMap<>();
        for (int i = 0; i < report.subtasks().size(); i++) {
            NodeId worker = report.subtasks().get(i).worker();
            byWorker.computeIfAbsent(worker == null ? UNASSIGNED : worker.value(), key -> new ArrayList<>())
                    .add(i);
        }
        JsonArray workers = new JsonArray();
        byWorker.forEach((worker, subtasks) -> workers.add(worker(worker, subtasks)));
        return head().put("taskmanagers", workers);
    }

    private JsonObject worker(String id, List<Integer> indexes) {
        List<SubtaskReport> subtasks = new ArrayList<>();
        TaskCounts sum = TaskCounts.NONE;
        boolean complete = true;
        for (int index : indexes) {
            subtasks.add(report.subtasks().get(index));
            TaskCounts counted = counts.subtask(index).counts();
            if (counted == null) complete = false;
            else sum = sum.plus(counted);
        }
        VertexReport part = new VertexReport(report.vertex(), subtasks, sum);
        int[] byState = new int[ExecutionState.values().length];
        VertexViews.count(part, byState);
        long startMs = VertexViews.startMs(part);
        long endMs = VertexViews.endMs(part);
        String endpoint = job.endpoint(subtasks.get(0).worker());
        return new JsonObject()
                .put("endpoint", endpoint)
                .put("host", endpoint)
                .put("taskmanager-id", id)
                .put("status", VertexViews.aggregate(byState).name())
                .put("start-time", startMs)
                .put("end-time", endMs)
                .put("duration", startMs < 0 ? -1 : JobViews.duration(startMs, endMs, nowMs))
                .put("metrics", VertexViews.metrics(sum, complete))
                .put("status-counts", JobViews.counts(byState))
                .put("aggregated", aggregated(indexes));
    }

    /** {@code .../backpressure}. */
    JsonObject backPressure() {
        double most = 0;
        JsonArray subtasks = new JsonArray();
        for (int i = 0; i < report.subtasks().size(); i++) {
            Rates rates = counts.subtask(i).rates();
            most = Math.max(most, rates.backPressured());
            subtasks.add(new JsonObject()
                    .put("subtask", i)
                    .put("attempt-number", report.subtasks().get(i).attempt())
                    .put("backpressureLevel", level(rates.backPressured()))
                    .put("backpressure-level", level(rates.backPressured()))
                    .put("ratio", rates.backPressured())
                    .put("idleRatio", rates.idle())
                    .put("busyRatio", rates.busy())
                    .putNull("other-concurrent-attempts"));
        }
        return new JsonObject()
                .put("status", "ok")
                .put("backpressureLevel", level(most))
                .put("backpressure-level", level(most))
                .put("end-timestamp", nowMs)
                .put("subtasks", subtasks);
    }

    private static String level(double ratio) {
        if (ratio <= LOW) return "ok";
        return ratio <= HIGH ? "low" : "high";
    }

    /** {@code .../accumulators}: there are none in our API. */
    JsonObject accumulators() {
        return new JsonObject().put("id", vertex.vertexId()).put("user-accumulators", new JsonArray());
    }

    /** {@code .../subtasks/accumulators}. */
    JsonObject subtaskAccumulators() {
        JsonArray subtasks = new JsonArray();
        for (int i = 0; i < report.subtasks().size(); i++) {
            SubtaskReport subtask = report.subtasks().get(i);
            subtasks.add(new JsonObject()
                    .put("subtask", i)
                    .put("attempt", subtask.attempt())
                    .put("endpoint", job.endpoint(subtask.worker()))
                    .put("host", job.endpoint(subtask.worker()))
                    .put("user-accumulators", new JsonArray()));
        }
        return new JsonObject()
                .put("id", vertex.vertexId())
                .put("parallelism", vertex.parallelism())
                .put("subtasks", subtasks);
    }

    /** {@code .../attempts/:attempt/accumulators}. */
    JsonObject attemptAccumulators(int index) {
        return new JsonObject()
                .put("subtask", index)
                .put("attempt", report.subtasks().get(index).attempt())
                .put("id", vertex.vertexId() + "_" + index)
                .put("user-accumulators", new JsonArray());
    }

    /** Throws {@link ApiException} unless it is the present attempt: earlier ones are not kept. */
    void requireAttempt(int index, int attempt) {
        int present = report.subtasks().get(index).attempt();
        if (attempt != present) {
            throw ApiException.notFound("subtask " + index + " is in attempt " + present + "; others are not kept");
        }
    }

    private JsonObject aggregated(List<Integer> indexes) {
        List<TaskCounts> counted = new ArrayList<>();
        for (int index : indexes) {
            TaskCounts known = counts.subtask(index).counts();
            counted.add(known == null ? TaskCounts.NONE : known);
        }
        JsonObject metrics = new JsonObject();
        NUMBERS.forEach((name, number) -> {
            long[] values = counted.stream().mapToLong(number::of).toArray();
            metrics.put(name, distribution(values));
        });
        return new JsonObject().put("metrics", metrics).put("status-duration", new JsonObject());
    }

    private interface Count {
        long of(TaskCounts counts);
    }

    private static final Map<String, Count> NUMBERS = new TreeMap<>(Map.of(
            "read-bytes", TaskCounts::bytesIn,
            "write-bytes", TaskCounts::bytesOut,
            "read-records", TaskCounts::recordsIn,
            "write-records", TaskCounts::recordsOut,
            "accumulated-backpressured-time", TaskCounts::backPressuredMs,
            "accumulated-idle-time", TaskCounts::idleMs,
            "accumulated-busy-time", TaskCounts::busyMs));

    /** The distribution over subtasks. */
    private static @Nullable JsonObject distribution(long[] values) {
        if (values.length == 0) return null;
        Arrays.sort(values);
        long sum = Arrays.stream(values).sum();
        return new JsonObject()
                .put("min", values[0])
                .put("max", values[values.length - 1])
                .put("avg", sum / values.length)
                .put("sum", sum)
                .put("median", at(values, 0.5))
                .put("p25", at(values, 0.25))
                .put("p75", at(values, 0.75))
                .put("p95", at(values, 0.95));
    }

    private static long at(long[] sorted, double quantile) {
        return sorted[(int) Math.round(quantile * (sorted.length - 1))];
    }
}
