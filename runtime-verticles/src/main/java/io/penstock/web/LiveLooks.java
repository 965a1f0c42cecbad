// SPDX-License-Identifier: Apache-2.0
package io.penstock.web;

import io.penstock.client.ClusterClient;
import io.penstock.core.graph.JobGraph;
import io.penstock.core.graph.JobVertex;
import io.penstock.core.message.ClusterReport;
import io.penstock.core.message.JobId;
import io.penstock.core.message.JobReport;
import io.penstock.core.message.JobSummary;
import io.penstock.core.message.NodeQuestion;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How the topics of {@link LiveRoutes} are looked at. */
final class LiveLooks {
    /** More running jobs than these are shown as the Dispatcher knows them, without their tasks. */
    private static final int JOBS_ASKED_MAX = 50;

    private static final int WORKERS_ASKED_MAX = 100;
    private static final int FAILURES_MAX = 50;

    private final JobQuestions questions;
    private final RestApi.Settings settings;

    LiveLooks(JobQuestions questions, RestApi.Settings settings) {
        this.questions = questions;
        this.settings = settings;
    }

    /** The cluster, its workers, its jobs. */
    Future<Map<String, JsonObject>> overview() {
        ClusterClient client = questions.client();
        Future<ClusterReport> cluster = client.cluster();
        Future<List<JobSummary>> jobs = client.jobs().compose(this::withTasks);
        return Future.all(cluster, jobs).map(both -> {
            Map<String, JsonObject> parts = new LinkedHashMap<>();
            parts.put("cluster", LiveViews.cluster(cluster.result(), settings));
            parts.put("jobs", LiveViews.jobs(jobs.result()));
            return parts;
        });
    }

    private Future<List<JobSummary>> withTasks(List<JobSummary> jobs) {
        List<Future<JobSummary>> all = new ArrayList<>();
        int asked = 0;
        for (JobSummary job : jobs) {
            boolean ask = !job.status().terminal() && asked++ < JOBS_ASKED_MAX;
            Future<JobSummary> known = Future.succeededFuture(job);
            all.add(
                    ask
                            ? questions
                                    .client()
                                    .job(job.job())
                                    .map(JobViews::summary)
                                    .recover(e -> known)
                            : known);
        }
        return Future.all(all).map(done -> done.<JobSummary>list());
    }

    /** What the workers' JVMs tell; nothing of one that does not answer. */
    Future<Map<String, JsonObject>> workers() {
        ClusterClient client = questions.client();
        return client.cluster().compose(cluster -> {
            JsonObject facts = new JsonObject();
            List<Future<Void>> asked = new ArrayList<>();
            cluster.workers().stream()
                    .limit(WORKERS_ASKED_MAX)
                    .forEach(worker -> asked.add(client.node(worker.worker().node(), NodeQuestion.METRICS)
                            .map(zipped -> facts.put(
                                    worker.worker().node().value(), LiveViews.facts(NodeAsk.unzipped(zipped))))
                            .<Void>mapEmpty()
                            .otherwiseEmpty()));
            return Future.all(asked).map(all -> {
                Map<String, JsonObject> parts = new LinkedHashMap<>();
                parts.put("facts", facts);
                return parts;
            });
        });
    }

    /** One job: how it stands, its plan, what failed, its checkpoints, its attempts. */
    Future<Map<String, JsonObject>> job(JobId id) {
        return questions.client().job(id).compose(questions::counted).map(whole -> {
            JobReport job = whole.report();
            Map<String, JsonObject> parts = new LinkedHashMap<>();
            parts.put("plan", JobViews.plan(job));
            parts.put("job", LiveViews.job(job, whole.counts()));
            parts.put("attempts", LiveViews.attempts(job));
            parts.put("failures", LiveViews.failures(job, FAILURES_MAX));
            parts.put("checkpoints", CheckpointViews.statistics(job));
            return parts;
        });
    }

    /** The subtasks of a vertex. */
    Future<Map<String, JsonObject>> vertex(JobId id, String vertexId) {
        return questions.client().job(id).compose(questions::counted).map(whole -> {
            JobVertex vertex = vertex(whole.report(), vertexId);
            Map<String, JsonObject> parts = new LinkedHashMap<>();
            parts.put("subtasks", LiveViews.subtasks(whole.report(), vertex, whole.counts()));
            return parts;
        });
    }

    private static JobVertex vertex(JobReport job, String vertexId) {
        JobGraph graph = job.graph();
        if (graph != null) {
            for (JobVertex vertex : graph.vertices()) if (vertex.vertexId().equals(vertexId)) return vertex;
        }
        throw ApiException.notFound("job " + job.job() + " has no vertex " + vertexId);
    }
}
