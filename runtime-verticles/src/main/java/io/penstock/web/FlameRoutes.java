// SPDX-License-Identifier: Apache-2.0
package io.penstock.web;

import io.penstock.core.graph.JobVertex;
import io.penstock.core.message.ExecutionState;
import io.penstock.core.message.JobReport;
import io.penstock.core.message.JobReport.SubtaskReport;
import io.penstock.core.message.NodeId;
import io.penstock.core.message.StackKind;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * {@code .../flamegraph}: the stacks of a vertex's tasks, sampled for a second when somebody asks. Workers that do not
 * answer leave theirs out.
 */
final class FlameRoutes {
    private static final int WORKERS_MAX = 64;

    private final JobQuestions questions;

    FlameRoutes(JobQuestions questions) {
        this.questions = questions;
    }

    void addTo(Router router) {
        router.get("/jobs/:jobid/vertices/:vertexid/flamegraph")
                .handler(request ->
                        Answers.json(request, questions.report(request).compose(job -> flames(request, job))));
    }

    private Future<JsonObject> flames(RoutingContext request, JobReport job) {
        StackKind kind = kind(request.request().getParam("type", "FULL"));
        JobVertex vertex = JobQuestions.vertex(request, job);
        int subtask = subtask(request, vertex);
        List<NodeId> workers = workers(VertexViews.report(job, vertex.index()).subtasks(), subtask);
        if (workers.isEmpty()) {
            return Future.succeededFuture(
                    answer(null, 0, 0).put("reason", "no task of it runs at the moment, so there are no stacks"));
        }
        List<Future<List<JsonObject>>> asked = new ArrayList<>();
        for (NodeId worker : workers.subList(0, Math.min(WORKERS_MAX, workers.size()))) {
            asked.add(questions
                    .client()
                    .stacks(worker, job.job(), vertex.index(), subtask, kind)
                    .map(zipped -> List.of(NodeAsk.unzipped(zipped)))
                    .otherwise(List.of()));
        }
        return Future.all(asked).map(all -> {
            List<JsonObject> told = new ArrayList<>();
            all.<List<JsonObject>>list().forEach(told::addAll);
            if (told.isEmpty()) throw ApiException.unavailable("no worker of the vertex answered; ask again");
            return together(told);
        });
    }

    private JsonObject together(List<JsonObject> told) {
        long looks = told.stream().mapToLong(each -> each.getLong("looks")).sum();
        JsonObject data = merged(
                "root", told.stream().map(each -> each.getJsonObject("stacks")).toList());
        return answer(data, looks, told.size());
    }

    /** {@code data} is null if there are no stacks. */
    private JsonObject answer(@Nullable JsonObject data, long looks, int workers) {
        return new JsonObject()
                .put("endTimestamp", questions.nowMs())
                .put("data", data)
                .put("looks", looks)
                .put("workers", workers);
    }

    private static JsonObject merged(String name, List<JsonObject> frames) {
        long count = 0;
        Map<String, List<JsonObject>> inner = new LinkedHashMap<>();
        for (JsonObject frame : frames) {
            count += frame.getLong("value");
            for (Object part : frame.getJsonArray("children")) {
                JsonObject child = (JsonObject) part;
                inner.computeIfAbsent(child.getString("name"), key -> new ArrayList<>())
                        .add(child);
            }
        }
        JsonArray children = new JsonArray();
        inner.forEach((called, parts) -> children.add(merged(called, parts)));
        return new JsonObject().put("name", name).put("value", count).put("children", children);
    }

    private static List<NodeId> workers(List<SubtaskReport> subtasks, int subtask) {
        TreeSet<NodeId> workers = new TreeSet<>();
        for (int i = 0; i < subtasks.size(); i++) {
            NodeId worker = subtasks.get(i).worker();
            boolean runs = subtasks.get(i).state() == ExecutionState.RUNNING;
            if (worker != null && runs && (subtask < 0 || subtask == i)) workers.add(worker);
        }
        return List.copyOf(workers);
    }

    private static StackKind kind(String type) {
        try {
            return StackKind.valueOf(type.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw ApiException.badRequest("type: must be full, on_cpu or off_cpu, not " + type);
        }
    }

    private static int subtask(RoutingContext request, JobVertex vertex) {
        String text = request.request().getParam("subtaskindex");
        if (text == null || text.isEmpty()) return -1;
        if (!text.matches("\\d{1,9}")) throw ApiException.badRequest("subtaskindex: not a number: " + text);
        int subtask = Integer.parseInt(text);
        if (subtask >= vertex.parallelism()) {
            throw ApiException.notFound("vertex " + vertex.vertexId() + " has no subtask " + subtask);
        }
        return subtask;
    }
}
