// SPDX-License-Identifier: Apache-2.0
package io.penstock.web;

import io.penstock.core.message.AttemptId;
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
    /**
     * What the workers told, and what they had told some time before.
     *
     * @param beforeMs how long before; 0 if nobody had asked
     */
    record Running(List<LiveTask> now, List<LiveTask> before, long beforeMs) {
        static final Running NOTHING = new Running(List.of(), List.of(), 0);
    }

    /**
     * One subtask.
     *
     * @param counts null if it has none (yet)
     */
    record OfSubtask(@Nullable TaskCounts counts, Rates rates) {
        static final OfSubtask NOTHING = new OfSubtask(null, Rates.NONE);
    }

    /**
     * One vertex.
     *
     * @param complete whether every task that runs or ran is in it
     */
    record OfVertex(TaskCounts sum, boolean complete, List<OfSubtask> subtasks) {
        OfSubtask subtask(int index) {
            return index < subtasks.size() ? subtasks.get(index) : OfSubtask.NOTHING;
        }
    }

    private final Map<Integer, OfVertex> vertices = new LinkedHashMap<>();

    JobCounts(JobReport job, Running running) {
        Map<AttemptId, TaskCounts> now = byAttempt(running.now());
        Map<AttemptId, TaskCounts> before = byAttempt(running.before());
        for (VertexReport vertex : job.vertices()) {
            vertices.put(vertex.vertex(), of(vertex, now, before, running.beforeMs()));
        }
    }

    private static Map<AttemptId, TaskCounts> byAttempt(List<LiveTask> tasks) {
        Map<AttemptId, TaskCounts> counts = new LinkedHashMap<>();
        tasks.forEach(task -> counts.put(task.attempt(), task.counts()));
        return counts;
    }

    /** A vertex; of nothing if the job has no tasks yet. */
    OfVertex vertex(int index) {
        OfVertex vertex = vertices.get(index);
        return vertex == null ? new OfVertex(TaskCounts.NONE, false, List.of()) : vertex;
    }

    private static OfVertex of(
            VertexReport vertex, Map<AttemptId, TaskCounts> now, Map<AttemptId, TaskCounts> before, long beforeMs) {
        TaskCounts sum = vertex.ended();
        boolean complete = true;
        List<OfSubtask> subtasks = new ArrayList<>();
        for (int i = 0; i < vertex.subtasks().size(); i++) {
            SubtaskReport subtask = vertex.subtasks().get(i);
            AttemptId attempt = new AttemptId(vertex.vertex(), i, subtask.attempt());
            TaskCounts counts = subtask.counts();
            if (counts == null && !subtask.state().terminal()) {
                counts = now.get(attempt);
                if (counts != null) sum = sum.plus(counts);
                else complete = false;
            }
            subtasks.add(
                    counts == null
                            ? OfSubtask.NOTHING
                            : new OfSubtask(counts, Rates.between(before.get(attempt), counts, beforeMs)));
        }
        return new OfVertex(sum, complete, subtasks);
    }
}
