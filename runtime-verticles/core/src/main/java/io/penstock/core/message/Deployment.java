// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.message;

import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What one TaskExecutor needs to start tasks of a job: one message for all of them. Size grows with parallelism, never
 * with its square.
 *
 * @param fingerprint of the job graph; the executor's own evaluation must give the same
 * @param constants see {@code Plan.constants}
 * @param workers those that the placements name, by index
 * @param placements of the tasks to deploy and of their neighbours, but for those that read blocking exchanges, which
 *     come later
 * @param parallelism by vertex: the program's own, or what the job was rescaled to
 * @param restore what the tasks go on from, all of them; null: they begin
 */
public record Deployment(
        JobSpec spec,
        String fingerprint,
        SortedMap<String, String> constants,
        List<WorkerInfo> workers,
        List<VertexPlacement> placements,
        List<TaskDeployment> tasks,
        List<Integer> parallelism,
        @Nullable RestoreFrom restore) {

    /**
     * Where neighbouring subtasks of a vertex are; at most one per vertex. Subtasks that no task of this deployment has
     * a channel to may be left out at both ends.
     *
     * @param first the subtask that the lists begin with
     * @param workers index into the deployment's {@code workers} per subtask; -1 if it is not placed
     * @param attempts the current attempt per subtask
     */
    public record VertexPlacement(int vertex, int first, List<Integer> workers, List<Integer> attempts) {
        /** All subtasks. */
        public VertexPlacement(int vertex, List<Integer> workers, List<Integer> attempts) {
            this(vertex, 0, workers, attempts);
        }

        /** Index of a subtask's worker, -1 if it is not placed or left out. */
        public int workerOf(int subtask) {
            return covers(subtask) ? workers.get(subtask - first) : -1;
        }

        /** A subtask's current attempt, -1 if it is left out. */
        public int attemptOf(int subtask) {
            return covers(subtask) ? attempts.get(subtask - first) : -1;
        }

        private boolean covers(int subtask) {
            return subtask >= first && subtask < first + workers.size();
        }
    }

    /** One task and the slot it runs in. */
    public record TaskDeployment(AttemptId attempt, AllocationId allocation) {}
}
