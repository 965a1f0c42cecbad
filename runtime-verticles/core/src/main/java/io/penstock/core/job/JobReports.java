// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.job;

import io.penstock.core.graph.JobGraph;
import io.penstock.core.graph.JobVertex;
import io.penstock.core.message.CheckpointStats;
import io.penstock.core.message.FencingToken;
import io.penstock.core.message.HaRecord.JobRecord;
import io.penstock.core.message.JobReport;
import io.penstock.core.message.TaskCounts;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts into one record what clients may know. Takes time in the number of tasks: for questions and for the end, not for
 * events.
 */
final class JobReports {
    private static final int SUBTASKS_STORED_MAX = 10_000;
    private static final int COUNTS_STORED_MAX = 1_000;

    private JobReports() {}

    /**
     * What is stored of a job that has ended: above a number of subtasks first their counts are left out, then they
     * themselves, since a stored value has its limits and the end must not fail on it. The sums per vertex stay.
     */
    static JobReport forStore(JobReport report) {
        int subtasks =
                report.vertices().stream().mapToInt(v -> v.subtasks().size()).sum();
        if (subtasks <= COUNTS_STORED_MAX) return report;
        boolean listed = subtasks <= SUBTASKS_STORED_MAX;
        List<JobReport.VertexReport> vertices = report.vertices().stream()
                .map(v ->
                        new JobReport.VertexReport(v.vertex(), listed ? uncounted(v.subtasks()) : List.of(), v.ended()))
                .toList();
        return new JobReport(
                report.job(),
                report.name(),
                report.status(),
                report.reason(),
                report.startMs(),
                report.endMs(),
                report.token(),
                report.statusSinceMs(),
                report.graph(),
                vertices,
                report.restarts(),
                report.rootCause(),
                report.failures(),
                report.checkpoints(),
                report.past(),
                report.rescales());
    }

    /** The report; {@code tasks} is null as long as none exist. */
    static JobReport report(JobRecord record, FencingToken token, JobLife life, @Nullable Tasks tasks, String reason) {
        return report(record, token, life, tasks, reason, CheckpointStats.NONE);
    }

    /** The report of a job that runs, or ran. */
    static JobReport report(
            JobRecord record,
            FencingToken token,
            JobLife life,
            @Nullable Tasks tasks,
            String reason,
            CheckpointStats checkpoints) {
        JobGraph graph = record.graph();
        Long endMs = life.status().terminal() ? life.sinceMs().get(life.status()) : null;
        return new JobReport(
                record.spec().jobId(),
                graph == null ? record.spec().entryClass() : graph.name(),
                life.status(),
                reason,
                record.submittedMs(),
                endMs == null ? -1 : endMs,
                token,
                life.sinceMs(),
                graph,
                graph == null || tasks == null ? List.of() : vertices(graph, tasks),
                life.restarts(),
                life.rootCause(),
                life.failures(),
                checkpoints,
                tasks == null ? List.of() : tasks.past(),
                life.rescales().entries());
    }

    private static List<JobReport.VertexReport> vertices(JobGraph graph, Tasks tasks) {
        List<JobReport.VertexReport> vertices = new ArrayList<>();
        for (JobVertex v : graph.vertices()) {
            List<JobReport.SubtaskReport> subtasks = new ArrayList<>(v.parallelism());
            for (int s = 0; s < v.parallelism(); s++) subtasks.add(subtask(tasks.get(v.index(), s)));
            vertices.add(new JobReport.VertexReport(v.index(), subtasks, ended(subtasks)));
        }
        return vertices;
    }

    private static TaskCounts ended(List<JobReport.SubtaskReport> subtasks) {
        TaskCounts sum = TaskCounts.NONE;
        for (JobReport.SubtaskReport subtask : subtasks) {
            TaskCounts counts = subtask.counts();
            if (counts != null) sum = sum.plus(counts);
        }
        return sum;
    }

    private static List<JobReport.SubtaskReport> uncounted(List<JobReport.SubtaskReport> subtasks) {
        return subtasks.stream()
                .map(s -> new JobReport.SubtaskReport(s.state(), s.attempt(), s.worker(), s.startMs(), s.endMs(), null))
                .toList();
    }

    private static JobReport.SubtaskReport subtask(Execution execution) {
        return new JobReport.SubtaskReport(
                execution.state,
                execution.region.attempt,
                execution.worker == null ? null : execution.worker.node,
                execution.startMs,
                execution.endMs,
                execution.counts);
    }
}
