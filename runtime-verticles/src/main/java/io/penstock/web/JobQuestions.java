// SPDX-License-Identifier: Apache-2.0
package io.penstock.web;

import io.penstock.client.ClusterClient;
import io.penstock.client.JobEnds;
import io.penstock.core.graph.JobGraph;
import io.penstock.core.graph.JobVertex;
import io.penstock.core.message.ClusterReport;
import io.penstock.core.message.ClusterReport.WorkerReport;
import io.penstock.core.message.JobId;
import io.penstock.core.message.JobReport;
import io.penstock.core.message.NodeId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What requests about a job have in common: which job, which vertex, its report, its numbers, where its workers are.
 */
final class JobQuestions {
    private static final long WAIT_MAX_MS = 60_000;

    private final ClusterClient client;
    private final JobEnds ends;
    private final LongSupplier nowMs;
    private final LiveCounts counts;

    /** Everything about a job at one moment; {@code workers} may lack one that left. */
    record Whole(JobReport report, JobCounts counts, Map<NodeId, WorkerReport> workers) {
        /** Host and port of a worker, as people write it. */
        String endpoint(@Nullable NodeId worker) {
            WorkerReport known = worker == null ? null : workers.get(worker);
            return known == null ? "(unassigned)" : endpointOf(known);
        }
    }

    JobQuestions(ClusterClient client, JobEnds ends, LongSupplier nowMs) {
        this.client = client;
        this.ends = ends;
        this.nowMs = nowMs;
        this.counts = new LiveCounts(client, nowMs);
    }

    ClusterClient client() {
        return client;
    }

    long nowMs() {
        return nowMs.getAsLong();
    }

    static String endpointOf(WorkerReport worker) {
        return worker.worker().host() + ":" + worker.worker().dataPort();
    }

    /** The id in the path. Throws {@link ApiException}. */
    static JobId jobId(RoutingContext request) {
        return jobId(request.pathParam("jobid"));
    }

    static JobId jobId(String id) {
        try {
            return new JobId(id);
        } catch (IllegalArgumentException e) {
            throw ApiException.badRequest(String.valueOf(e.getMessage()));
        }
    }

    /**
     * With {@code ?wait=ms} the answer comes when the job has ended, or after that time. How it stands and its end are
     * asked for at the same time: a job of a few milliseconds has ended before its JobMaster can be asked.
     */
    Future<JobReport> report(RoutingContext request) {
        JobId job = jobId(request);
        long waitMs = waitMs(request);
        if (waitMs <= 0) return client.job(job);
        Promise<JobReport> first = Promise.promise();
        ends.await(job, waitMs, first.future()).onSuccess(end -> {
            if (end.isPresent()) first.tryComplete(end.get());
            else if (!first.future().isComplete())
                client.job(job).onSuccess(first::tryComplete).onFailure(first::tryFail);
        });
        client.jobNow(job).onFailure(first::tryFail).onSuccess(known -> {
            if (known.isEmpty()) ends.look(job);
            else if (known.get().status().terminal()) first.tryComplete(known.get());
        });
        return first.future();
    }

    /** The report with the numbers. */
    Future<Whole> counted(RoutingContext request) {
        return report(request).compose(this::counted);
    }

    Future<Whole> counted(JobReport job) {
        return counts.of(job).map(numbers -> new Whole(job, numbers, Map.of()));
    }

    /** The same with the places of the workers. */
    Future<Whole> whole(RoutingContext request) {
        Future<ClusterReport> cluster = client.cluster();
        return counted(request)
                .compose(job -> cluster.map(JobQuestions::workers)
                        .otherwise(Map.of())
                        .map(workers -> new Whole(job.report(), job.counts(), workers)));
    }

    private static Map<NodeId, WorkerReport> workers(ClusterReport cluster) {
        Map<NodeId, WorkerReport> workers = new LinkedHashMap<>();
        cluster.workers().forEach(worker -> workers.put(worker.worker().node(), worker));
        return workers;
    }

    /** The vertex in the path. Throws {@link ApiException}. */
    static JobVertex vertex(RoutingContext request, JobReport job) {
        String id = request.pathParam("vertexid");
        JobGraph graph = job.graph();
        if (graph != null) {
            for (JobVertex vertex : graph.vertices()) if (vertex.vertexId().equals(id)) return vertex;
        }
        throw ApiException.notFound("job " + job.job() + " has no vertex " + id);
    }

    /** The subtask in the path. Throws {@link ApiException}. */
    static int subtask(RoutingContext request, JobReport job, JobVertex vertex) {
        int index = number(request, "subtaskindex");
        if (index >= VertexViews.report(job, vertex.index()).subtasks().size()) {
            throw ApiException.notFound("vertex " + vertex.vertexId() + " has no subtask " + index);
        }
        return index;
    }

    /** A number in the path. Throws {@link ApiException}. */
    static int number(RoutingContext request, String name) {
        String text = request.pathParam(name);
        if (!text.matches("\\d{1,9}")) throw ApiException.badRequest(name + ": not a number: " + text);
        return Integer.parseInt(text);
    }

    private static long waitMs(RoutingContext request) {
        String wait = request.request().getParam("wait");
        if (wait == null) return 0;
        if (!wait.matches("\\d{1,9}")) throw ApiException.badRequest("wait: not a number of milliseconds: " + wait);
        return Math.min(WAIT_MAX_MS, Long.parseLong(wait));
    }
}
