// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.cluster;

import io.penstock.core.message.ExecutionState;
import io.penstock.core.message.JobId;
import io.penstock.core.message.JobReport;
import io.penstock.core.message.JobStatus;
import io.penstock.core.message.JobSummary;
import io.penstock.core.message.Refusal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reports of jobs that ended: a bounded number, for a bounded time. That a job has ended is remembered longer than how.
 */
final class JobHistory {
    private static final int ENDED_REMEMBERED_MAX = 100_000;

    private record End(long endMs, JobId job) {}

    private final Map<JobId, JobReport> reports = new TreeMap<>();
    private final TreeSet<End> byEnd =
            new TreeSet<>(Comparator.comparingLong(End::endMs).thenComparing(End::job));
    private final Remembered<JobId, Boolean> ended = new Remembered<>(ENDED_REMEMBERED_MAX);
    private final int jobsMax;
    private final long ageMaxMs;

    JobHistory(int jobsMax, long ageMaxMs) {
        this.jobsMax = jobsMax;
        this.ageMaxMs = ageMaxMs;
    }

    /** A job's first report counts: an ended job does not change. */
    void add(JobReport report) {
        ended.put(report.job(), true);
        if (reports.putIfAbsent(report.job(), report) == null) byEnd.add(new End(report.endMs(), report.job()));
    }

    boolean hasEnded(JobId job) {
        return ended.contains(job);
    }

    @Nullable
    JobReport report(JobId job) {
        return reports.get(job);
    }

    /** Why there is nothing to cancel; null if the job was cancelled before. */
    @Nullable
    Refusal cannotCancel(JobId id) {
        JobReport report = report(id);
        if (report == null) return unknown(id);
        if (report.status() == JobStatus.CANCELED) return null;
        return new Refusal(Refusal.Code.CONFLICT, "job " + id + " has ended: it is " + report.status());
    }

    static Refusal unknown(JobId id) {
        return new Refusal(
                Refusal.Code.NOT_FOUND, "there is no job " + id + ", or it ended too long ago to be remembered");
    }

    /** Drops what is too much or too old. Gives the jobs dropped. */
    List<JobId> prune(long nowMs) {
        var dropped = new ArrayList<JobId>();
        while (!byEnd.isEmpty()
                && (byEnd.size() > jobsMax || nowMs - byEnd.first().endMs() > ageMaxMs)) {
            JobId oldest = byEnd.first().job();
            byEnd.remove(byEnd.first());
            reports.remove(oldest);
            dropped.add(oldest);
        }
        return dropped;
    }

    List<JobSummary> summaries() {
        return reports.values().stream().map(JobHistory::summary).toList();
    }

    private static JobSummary summary(JobReport report) {
        var counts = new Integer[ExecutionState.values().length];
        Arrays.fill(counts, 0);
        for (JobReport.VertexReport vertex : report.vertices()) {
            for (JobReport.SubtaskReport subtask : vertex.subtasks())
                counts[subtask.state().ordinal()]++;
        }
        return new JobSummary(
                report.job(), report.name(), report.status(), report.startMs(), report.endMs(), List.of(counts));
    }
}
