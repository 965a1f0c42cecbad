// SPDX-License-Identifier: Apache-2.0
package io.penstock.web;

import io.penstock.client.ClusterClient;
import io.penstock.core.graph.JobGraph;
import io.penstock.core.graph.JobVertex;
import io.penstock.core.message.ClusterReport;
import io.penstock.core.message.ExecutionState;
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
import java.util.function.Consumer;

/** How the topics of {@link LiveRoutes} are looked at. */
final class LiveLooks {
    /** More running jobs than these are shown as the Dispatcher knows them, without their tasks. */
    private static final int JOBS_ASKED_MAX = 50;

    private static final long OVERVIEW_MS = 1_000;
    private static final long WORKERS_MS = 2_000;
    private static final long MOVING_MS = 150;
    private static final long STEADY_MS = 1_000;
    private static final long OVER_MS = 10_000;
    private static final int WORKERS_ASKED_MAX = 100;
    private static final int FAILURES_MAX = 50;

    private final JobQuestions questions;
    private final RestApi.Settings settings;

    LiveLooks(JobQuestions questions, RestApi.Settings settings) {
        this.questions = questions;
        this.settings = settings;
    }

    /** The cluster, its workers, its jobs. */
    Future<LiveFeed.Look> overview() {
        ClusterClient client = questions.client();
        Future<ClusterReport> cluster = client.cluster();
        Future<List<JobSummary>> jobs = client.jobs().compose(this::withTasks);
        return Future.all(cluster, jobs).map(both -> {
            Map<String, JsonObject> parts = new LinkedHashMap<>();
            parts.put("cluster", LiveViews.cluster(cluster.result(), settings));
            parts.put("jobs", LiveViews.jobs(jobs.result()));
            return new LiveFeed.Look(parts, OVERVIEW_MS);
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
    Future<LiveFeed.Look> workers() {
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
                return new LiveFeed.Look(parts, WORKERS_MS);
            });
        });
    }

    /** One job: how it stands, its plan, what failed, its checkpoints, its attempts. */
    Future<LiveFeed.Look> job(JobId id) {
        return questions.client().job(id).compose(questions::counted).map(whole -> {
            JobReport job = whole.report();
            Map<String, JsonObject> parts = new LinkedHashMap<>();
            parts.put("plan", JobViews.plan(job));
            parts.put("job", LiveViews.job(job, whole.counts()));
            parts.put("attempts", LiveViews.attempts(job));
            parts.put("failures", LiveViews.failures(job, FAILURES_MAX));
            parts.put("checkpoints", CheckpointViews.statistics(job));
            return new LiveFeed.Look(parts, againMs(job));
        });
    }

    /** The subtasks of a vertex. */
    Future<LiveFeed.Look> vertex(JobId id, String vertexId) {
        return questions.client().job(id).compose(questions::counted).map(whole -> {
            JobVertex vertex = vertex(whole.report(), vertexId);
            Map<String, JsonObject> parts = new LinkedHashMap<>();
            parts.put("subtasks", LiveViews.subtasks(whole.report(), vertex, whole.counts()));
            return new LiveFeed.Look(parts, againMs(whole.report()));
        });
    }

    /** Tasks on their way are followed closely; running ones tell new numbers each second; what is over stays. */
    private static long againMs(JobReport job) {
        if (job.status().terminal()) return OVER_MS;
        boolean steady = job.vertices().stream()
                .flatMap(vertex -> vertex.subtasks().stream())
                .allMatch(subtask ->
                        subtask.state() == ExecutionState.RUNNING || subtask.state() == ExecutionState.FINISHED);
        return steady ? STEADY_MS : MOVING_MS;
    }

    /** Hears of jobs that have changed. */
    void onJobChanged(Consumer<JobId> listener) {
        questions.client().onJobChanged(listener);
    }

    private static JobVertex vertex(JobReport job, String vertexId) {
        JobGraph graph = job.graph();
        if (graph != null) {
            for (JobVertex vertex : graph.vertices()) if (vertex.vertexId().equals(vertexId)) return vertex;
        }
        throw ApiException.notFound("job " + job.job() + " has no vertex " + vertexId);
    }
}
