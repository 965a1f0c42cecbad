// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.message;

import io.penstock.core.graph.JobGraph;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Everything a JobMaster tells about its job.
 *
 * @param reason what the job waits for, or why it is in this status, in words; empty if there is nothing to say
 * @param statusSinceMs per status the time of the latest entry into it
 * @param graph null until the program is evaluated
 * @param rootCause the failure that ended or last restarted it
 * @param past attempts before the present ones, newest first, bounded; a new JobMaster begins without
 * @param rescales how it came to be as parallel as it is, newest first, bounded; a new JobMaster begins without
 */
public record JobReport(
        JobId job,
        String name,
        JobStatus status,
        String reason,
        long startMs,
        long endMs,
        FencingToken token,
        SortedMap<JobStatus, Long> statusSinceMs,
        @Nullable JobGraph graph,
        List<VertexReport> vertices,
        int restarts,
        @Nullable TaskFailure rootCause,
        List<FailureEntry> failures,
        CheckpointStats checkpoints,
        List<PastAttempt> past,
        List<Rescale> rescales) {

    /**
     * One vertex.
     *
     * @param subtasks in order; left out of the stored report of a very large job
     * @param ended sum over the attempts that have ended
     */
    public record VertexReport(int vertex, List<SubtaskReport> subtasks, TaskCounts ended) {}

    /**
     * One subtask's current attempt.
     *
     * @param worker null until it is placed
     * @param startMs when it was deployed, -1 before
     * @param endMs when it ended, -1 before
     * @param counts its last counts once it has ended, if it ever ran; left out of the stored report of a large job
     */
    public record SubtaskReport(
            ExecutionState state,
            int attempt,
            @Nullable NodeId worker,
            long startMs,
            long endMs,
            @Nullable TaskCounts counts) {}

    /**
     * A change of parallelism while the job ran.
     *
     * @param id 32 hex digits
     * @param from by vertex
     * @param to by vertex; less than was asked for if slots were short
     * @param reason why it failed, or came out smaller; else empty
     * @param stoppedMs when tasks were told to stop, -1 before
     * @param endMs when all tasks ran again, or it was given up; -1 before
     */
    public record Rescale(
            String id,
            RescaleState state,
            List<Integer> from,
            List<Integer> to,
            String reason,
            long startMs,
            long stoppedMs,
            long endMs) {}

    /** How a rescale stands. */
    public enum RescaleState {
        /** Waits for slots, for its checkpoint, or for its tasks. */
        IN_PROGRESS,
        /** All tasks run. */
        COMPLETED,
        /** The job goes on as it was. */
        FAILED
    }

    /** One entry of the bounded exception history, newest first. */
    public record FailureEntry(
            long timeMs,
            @Nullable AttemptId attempt,
            @Nullable NodeId worker,
            TaskFailure failure) {}

    /**
     * Neighbouring subtasks of a vertex that were started and stopped together, before a restart.
     *
     * @param failed how many of them failed; the others were stopped on their account
     * @param startMs when the first was deployed, -1 if none was
     */
    public record PastAttempt(
            int vertex, int firstSubtask, int subtasks, int attempt, int failed, long startMs, long endMs) {}
}
