// SPDX-License-Identifier: Apache-2.0
package io.penstock.web;

import io.penstock.core.message.JobReport;
import io.penstock.core.message.JobReport.SubtaskReport;
import io.penstock.core.message.JobReport.VertexReport;
import io.penstock.core.message.LiveTask;
import io.penstock.core.message.TaskCounts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a job's tasks have counted: the ended ones by the job's report, the running ones by their workers. */
final class JobCounts {
    private record Key(int vertex, int subtask, int attempt) {}

    /**
     * One vertex.
     *
     * @param complete whether every task that runs or ran is in it
     */
    record OfVertex(TaskCounts sum, boolean complete, List<@Nullable TaskCounts> subtasks) {}

    private final Map<Integer, OfVertex> vertices = new LinkedHashMap<>();

    JobCounts(JobReport job, List<LiveTask> running) {
        Map<Key, TaskCounts> live = new LinkedHashMap<>();
        for (LiveTask task : running) {
            live.put(
                    new Key(
                            task.attempt().vertex(),
                            task.attempt().subtask(),
                            task.attempt().attempt()),
                    task.counts());
        }
        for (VertexReport vertex : job.vertices()) vertices.put(vertex.vertex(), of(vertex, live));
    }

    /** A vertex; of nothing if the job has no tasks yet. */
    OfVertex vertex(int index) {
        OfVertex vertex = vertices.get(index);
        return vertex == null ? new OfVertex(TaskCounts.NONE, false, List.of()) : vertex;
    }

    private static OfVertex of(VertexReport vertex, Map<Key, TaskCounts> live) {
        TaskCounts sum = vertex.ended();
        boolean complete = true;
        List<@Nullable TaskCounts> subtasks = new ArrayList<>();
        for (int i = 0; i < vertex.subtasks().size(); i++) {
            SubtaskReport subtask = vertex.subtasks().get(i);
            TaskCounts counts = subtask.counts();
            if (counts == null && !subtask.state().terminal()) {
                counts = live.get(new Key(vertex.vertex(), i, subtask.attempt()));
                if (counts != null) sum = sum.plus(counts);
                else complete = false;
            }
            subtasks.add(counts);
        }
        return new OfVertex(sum, complete, subtasks);
    }
}
