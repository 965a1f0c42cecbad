// SPDX-License-Identifier: Apache-2.0
package io.penstock.web;

import io.penstock.core.graph.JobGraph;
import io.penstock.core.graph.JobGraphs;
import io.penstock.core.graph.JobVertex;
import io.penstock.core.message.JobReport;
import io.penstock.core.message.JobReport.Rescale;
import io.penstock.core.message.JobReport.RescaleState;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How parallel a job is, and how it came to be so, as the contract has it. */
final class RescaleViews {
    private RescaleViews() {}

    /** Every vertex as parallel as it is, and as little as may be. */
    static JsonObject requirements(JobReport job) {
        JsonObject requirements = new JsonObject();
        JobGraph graph = job.graph();
        if (graph == null) return requirements;
        for (JobVertex vertex : graph.vertices()) {
            JsonObject range = new JsonObject().put("lowerBound", 1).put("upperBound", vertex.parallelism());
            requirements.put(vertex.vertexId(), new JsonObject().put("parallelism", range));
        }
        return requirements;
    }

    /** The latest first. */
    static JsonArray history(JobReport job) {
        JsonArray history = new JsonArray();
        for (int i = 0; i < job.rescales().size(); i++) history.add(rescale(job, i));
        return history;
    }

    static JsonObject overview(JobReport job) {
        return new JsonObject()
                .put(
                        "rescalesCounts",
                        new JsonObject()
                                .put("ignored", 0)
                                .put("inProgress", count(job, RescaleState.IN_PROGRESS))
                                .put("completed", count(job, RescaleState.COMPLETED))
                                .put("failed", count(job, RescaleState.FAILED)))
                .put(
                        "latest",
                        new JsonObject()
                                .put("completed", latest(job, RescaleState.COMPLETED))
                                .put("failed", latest(job, RescaleState.FAILED))
                                .putNull("ignored"));
    }

    private static long count(JobReport job, RescaleState state) {
        return job.rescales().stream().filter(each -> each.state() == state).count();
    }

    private static @Nullable JsonObject latest(JobReport job, RescaleState state) {
        for (int i = 0; i < job.rescales().size(); i++) {
            if (job.rescales().get(i).state() == state) return rescale(job, i);
        }
        return null;
    }

    private static JsonObject rescale(JobReport job, int index) {
        Rescale rescale = job.rescales().get(index);
        boolean over = rescale.state() != RescaleState.IN_PROGRESS;
        boolean good = rescale.state() == RescaleState.COMPLETED;
        boolean stopped = over && rescale.stoppedMs() >= 0;
        return new JsonObject()
                .put("rescaleUuid", rescale.id())
                .put("resourceRequirementsUuid", rescale.id())
                .put("rescaleAttemptId", job.rescales().size() - index)
                .put("vertices", vertices(job.graph(), rescale))
                .put("slots", new JsonObject())
                .put("schedulerStates", new JsonArray())
                .put("startTimestampInMillis", rescale.startMs())
                .put("endTimestampInMillis", over ? rescale.endMs() : null)
                .put("terminalState", over ? rescale.state().name() : null)
                .put("triggerCause", "UPDATE_REQUIREMENT")
                .put("terminatedReason", over ? good ? "SUCCEEDED" : "EXCEPTION_OCCURRED" : null)
                .put("reason", rescale.reason())
                .put("downtimeInMillis", stopped ? rescale.endMs() - rescale.stoppedMs() : null);
    }

    private static JsonObject vertices(@Nullable JobGraph graph, Rescale rescale) {
        JsonObject vertices = new JsonObject();
        List<JobVertex> known = graph == null ? List.of() : graph.vertices();
        for (JobVertex vertex : known) {
            int to = rescale.to().get(vertex.index());
            vertices.put(
                    vertex.vertexId(),
                    new JsonObject()
                            .put("jobVertexId", vertex.vertexId())
                            .put("jobVertexName", vertex.name())
                            .put("slotSharingGroupId", JobGraphs.operatorIdOfUid(vertex.slotSharingGroup()))
                            .put("slotSharingGroupName", vertex.slotSharingGroup())
                            .put("desiredParallelism", to)
                            .put("sufficientParallelism", to)
                            .put("preRescaleParallelism", rescale.from().get(vertex.index()))
                            .put("postRescaleParallelism", to));
        }
        return vertices;
    }
}
