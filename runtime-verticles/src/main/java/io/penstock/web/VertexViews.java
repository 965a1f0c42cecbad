// SPDX-License-Identifier: Apache-2.0
package io.penstock.web;

import io.penstock.core.graph.JobGraph;
import io.penstock.core.graph.JobVertex;
import io.penstock.core.message.ExecutionState;
import io.penstock.core.message.JobReport;
import io.penstock.core.message.JobReport.SubtaskReport;
import io.penstock.core.message.JobReport.VertexReport;
import io.penstock.core.message.TaskCounts;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Vertices and subtasks as the REST contract shows them, with what they have counted. */
final class VertexViews {
    private VertexViews() {}

    /** The field {@code vertices} of a job. */
    static JsonArray all(JobReport job, JobCounts numbers, long nowMs) {
        JsonArray vertices = new JsonArray();
        JobGraph graph = job.graph();
        if (graph == null) return vertices;
        for (JobVertex vertex : graph.vertices()) {
            vertices.add(vertex(vertex, report(job, vertex.index()), numbers.vertex(vertex.index()), nowMs));
        }
        return vertices;
    }

    /** What the job's report says of a vertex; of a job without tasks, nothing. */
    static VertexReport report(JobReport job, int vertex) {
        return job.vertices().stream()
                .filter(v -> v.vertex() == vertex)
                .findFirst()
                .orElse(new VertexReport(vertex, List.of(), TaskCounts.NONE));
    }

    /** Adds the vertex's tasks to numbers by state. */
    static void count(VertexReport vertex, int[] counts) {
        vertex.subtasks().forEach(subtask -> counts[subtask.state().ordinal()]++);
    }

    private static JsonObject vertex(JobVertex vertex, VertexReport report, JobCounts.OfVertex numbers, long nowMs) {
        int[] counts = new int[ExecutionState.values().length];
        count(report, counts);
        long startMs = startMs(report);
        long endMs = endMs(report);
        return new JsonObject()
                .put("id", vertex.vertexId())
                .put("slotSharingGroupId", hexId(vertex.slotSharingGroup()))
                .put("slotSharingGroup", vertex.slotSharingGroup())
                .put("name", vertex.name())
                .put("maxParallelism", vertex.parallelismMax())
                .put("parallelism", vertex.parallelism())
                .put("status", aggregate(counts).name())
                .put("start-time", startMs)
                .put("end-time", endMs)
                .put("duration", startMs < 0 ? -1 : JobViews.duration(startMs, endMs, nowMs))
                .put("tasks", JobViews.counts(counts))
                .put("metrics", metrics(numbers.sum(), numbers.complete()));
    }

    /** When its first task was deployed, -1 before. */
    static long startMs(VertexReport report) {
        return report.subtasks().stream()
                .mapToLong(SubtaskReport::startMs)
                .filter(ms -> ms >= 0)
                .min()
                .orElse(-1);
    }

    /** When its last task ended, -1 before. */
    static long endMs(VertexReport report) {
        boolean over = !report.subtasks().isEmpty()
                && report.subtasks().stream()
                        .allMatch(subtask -> subtask.state().terminal());
        return over
                ? report.subtasks().stream()
                        .mapToLong(SubtaskReport::endMs)
                        .max()
                        .orElse(-1)
                : -1;
    }

    /** The numbers of a task or a vertex; null is a task that has none (yet). */
    static JsonObject metrics(@Nullable TaskCounts counts, boolean complete) {
        TaskCounts known = counts == null ? TaskCounts.NONE : counts;
        return new JsonObject()
                .put("read-bytes", known.bytesIn())
                .put("read-bytes-complete", complete)
                .put("write-bytes", known.bytesOut())
                .put("write-bytes-complete", complete)
                .put("read-records", known.recordsIn())
                .put("read-records-complete", complete)
                .put("write-records", known.recordsOut())
                .put("write-records-complete", complete)
                .put("accumulated-backpressured-time", known.backPressuredMs())
                .put("accumulated-idle-time", known.idleMs())
                .put("accumulated-busy-time", (double) known.busyMs())
                .put("late-records", known.lateRecords())
                .put("queued-percent", known.queuedPercent())
                .put("watermark", watermark(known));
    }

    private static @Nullable Long watermark(TaskCounts counts) {
        boolean known = counts.watermarkMs() != Long.MIN_VALUE && counts.watermarkMs() != Long.MAX_VALUE;
        return known ? counts.watermarkMs() : null;
    }

    /** 32 hex digits that stand for a name: where the contract has an id and we have a name. */
    static String hexId(String name) {
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8))
                .toString()
                .replace("-", "");
    }

    /** A vertex is as its least advanced subtask, unless one failed or is being stopped. */
    static ExecutionState aggregate(int[] counts) {
        for (ExecutionState state : List.of(
                ExecutionState.FAILED, ExecutionState.CANCELING, ExecutionState.CANCELED, ExecutionState.CREATED)) {
            if (counts[state.ordinal()] > 0) return state;
        }
        for (ExecutionState state : ExecutionState.values()) if (counts[state.ordinal()] > 0) return state;
        return ExecutionState.CREATED;
    }
}
