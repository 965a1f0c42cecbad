// SPDX-License-Identifier: Apache-2.0
package io.penstock.web;

import io.penstock.core.message.JobId;
import io.penstock.core.message.ParallelismRange;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.ArrayList;
import java.util.List;

/** How parallel a running job is, and shall be. */
final class RescaleRoutes {
    private static final String REQUIREMENTS = "/jobs/:jobid/resource-requirements";
    private static final long BODY_BYTES_MAX = 64 << 10;

    private final JobQuestions questions;

    RescaleRoutes(JobQuestions questions) {
        this.questions = questions;
    }

    void addTo(Router router) {
        BodyHandler json = BodyHandler.create(false).setBodyLimit(BODY_BYTES_MAX);
        router.get(REQUIREMENTS)
                .handler(request ->
                        Answers.json(request, questions.report(request).map(RescaleViews::requirements)));
        router.put(REQUIREMENTS).handler(json).handler(this::rescale);
        router.get("/jobs/:jobid/rescales/history")
                .handler(request ->
                        Answers.array(request, questions.report(request).map(RescaleViews::history)));
        router.get("/jobs/:jobid/rescales/overview")
                .handler(request ->
                        Answers.json(request, questions.report(request).map(RescaleViews::overview)));
    }

    /** Answered once the new parallelism is stored, before its tasks run. */
    private void rescale(RoutingContext request) {
        JobId job = JobQuestions.jobId(request);
        List<ParallelismRange> ranges = ranges(JsonBodies.of(request));
        Answers.json(request, questions.client().rescale(job, ranges).map(done -> new JsonObject()));
    }

    private static List<ParallelismRange> ranges(JsonObject body) {
        List<ParallelismRange> ranges = new ArrayList<>();
        for (String vertex : body.fieldNames()) {
            if (!(body.getValue(vertex) instanceof JsonObject requirements)
                    || !(requirements.getValue("parallelism") instanceof JsonObject parallelism)) {
                throw ApiException.badRequest(
                        vertex + ": must be an object like {\"parallelism\": {\"lowerBound\": 1, \"upperBound\": 4}}");
            }
            int lower = parallelism.containsKey("lowerBound") ? number(vertex, parallelism, "lowerBound") : 1;
            ranges.add(new ParallelismRange(vertex, lower, number(vertex, parallelism, "upperBound")));
        }
        return List.copyOf(ranges);
    }

    private static int number(String vertex, JsonObject range, String field) {
        if (range.getValue(field) instanceof Integer number) return number;
        throw ApiException.badRequest(vertex + ": " + field + " must be a number, not " + range.getValue(field));
    }
}
