// SPDX-License-Identifier: Apache-2.0
package io.penstock.web;

import io.penstock.client.ClusterClient;
import io.penstock.core.message.ExecutionState;
import io.penstock.core.message.JobId;
import io.penstock.core.message.JobReport;
import io.penstock.core.message.LiveTask;
import io.penstock.core.message.NodeId;
import io.penstock.web.JobCounts.Running;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.LongSupplier;

/**
 * Asks the workers of a job what its tasks have counted, when somebody looks and at most once a second however many
 * look; so counting costs nothing while nobody does. A worker that does not answer leaves its tasks uncounted.
 * Thread-safe.
 */
final class LiveCounts {
    private static final long FRESH_MS = 1_000;
    /** An earlier answer older than this says nothing about the present speed. */
    private static final long COMPARED_MS = 60_000;

    private static final int JOBS_MAX = 200;

    private final ClusterClient client;
    private final LongSupplier nowMs;
    private final Map<JobId, Asked> asked = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<JobId, Asked> eldest) {
            return size() > JOBS_MAX;
        }
    };

    private record Asked(long atMs, List<NodeId> workers, Future<List<LiveTask>> tasks, Future<Running> answer) {}

    LiveCounts(ClusterClient client, LongSupplier nowMs) {
        this.client = client;
        this.nowMs = nowMs;
    }

    /** The counts that go with a report. */
    Future<JobCounts> of(JobReport job) {
        List<NodeId> workers = workers(job);
        if (workers.isEmpty()) return Future.succeededFuture(new JobCounts(job, Running.NOTHING));
        return running(job.job(), workers).map(tasks -> new JobCounts(job, tasks));
    }

    private synchronized Future<Running> running(JobId job, List<NodeId> workers) {
        long now = nowMs.getAsLong();
        Asked known = asked.get(job);
        if (known != null && now - known.atMs() < FRESH_MS && known.workers().equals(workers)) return known.answer();
        Future<List<LiveTask>> tasks = ask(job, workers);
        long beforeMs = known == null ? 0 : now - known.atMs();
        boolean compares =
                known != null && beforeMs <= COMPARED_MS && known.tasks().succeeded();
        List<LiveTask> before = compares && known != null ? known.tasks().result() : List.of();
        Future<Running> answer = tasks.map(found -> new Running(found, before, compares ? beforeMs : 0));
        asked.put(job, new Asked(now, workers, tasks, answer));
        return answer;
    }

    private Future<List<LiveTask>> ask(JobId job, List<NodeId> workers) {
        List<Future<List<LiveTask>>> answers = new ArrayList<>();
        for (NodeId worker : workers) answers.add(client.tasks(worker, job).otherwise(List.of()));
        return Future.all(answers).map(all -> {
            List<LiveTask> tasks = new ArrayList<>();
            all.<List<LiveTask>>list().forEach(tasks::addAll);
            return tasks;
        });
    }

    /** Where tasks of the job run. */
    static List<NodeId> workers(JobReport job) {
        TreeSet<NodeId> workers = new TreeSet<>();
        for (JobReport.VertexReport vertex : job.vertices()) {
            for (JobReport.SubtaskReport subtask : vertex.subtasks()) {
                NodeId worker = subtask.worker();
                boolean runs =
                        subtask.state() == ExecutionState.RUNNING || subtask.state() == ExecutionState.INITIALIZING;
                if (runs && worker != null) workers.add(worker);
            }
        }
        return List.copyOf(workers);
    }
}
