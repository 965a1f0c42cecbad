// SPDX-License-Identifier: Apache-2.0
package io.penstock.web;

import io.penstock.core.graph.JobVertex;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Function;

/** Everything below {@code /jobs/:jobid/vertices} but metrics. */
final class VertexRoutes {
    private static final String VERTEX = "/jobs/:jobid/vertices/:vertexid";
    private static final String SUBTASK = VERTEX + "/subtasks/:subtaskindex";
    private static final String ATTEMPT = SUBTASK + "/attempts/:attempt";

    private final JobQuestions questions;

    /** What is shown of a subtask. */
    private interface SubtaskView {
        JsonObject of(SubtaskViews vertex, int subtask);
    }

    VertexRoutes(JobQuestions questions) {
        this.questions = questions;
    }

    void addTo(Router router) {
        vertex(router, VERTEX, SubtaskViews::details);
        vertex(router, VERTEX + "/subtasktimes", SubtaskViews::subtaskTimes);
        vertex(router, VERTEX + "/taskmanagers", SubtaskViews::workers);
        vertex(router, VERTEX + "/backpressure", SubtaskViews::backPressure);
        vertex(router, VERTEX + "/accumulators", SubtaskViews::accumulators);
        vertex(router, VERTEX + "/subtasks/accumulators", SubtaskViews::subtaskAccumulators);
        subtask(router, SUBTASK, SubtaskViews::attempt);
        subtask(router, ATTEMPT, SubtaskViews::attempt);
        subtask(router, ATTEMPT + "/accumulators", SubtaskViews::attemptAccumulators);
    }

    private void vertex(Router router, String path, Function<SubtaskViews, JsonObject> view) {
        router.get(path)
                .handler(request ->
                        Answers.json(request, questions.whole(request).map(job -> {
                            JobVertex vertex = JobQuestions.vertex(request, job.report());
                            return view.apply(new SubtaskViews(job, vertex, questions.nowMs()));
                        })));
    }

    private void subtask(Router router, String path, SubtaskView view) {
        router.get(path)
                .handler(request ->
                        Answers.json(request, questions.whole(request).map(job -> subtask(request, job, view))));
    }

    private JsonObject subtask(RoutingContext request, JobQuestions.Whole job, SubtaskView view) {
        JobVertex vertex = JobQuestions.vertex(request, job.report());
        int index = JobQuestions.subtask(request, job.report(), vertex);
        SubtaskViews views = new SubtaskViews(job, vertex, questions.nowMs());
        if (request.pathParam("attempt") != null) views.requireAttempt(index, JobQuestions.number(request, "attempt"));
        return view.of(views, index);
    }
}
