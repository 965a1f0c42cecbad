// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.message;

import java.util.List;
import java.util.SortedMap;

/**
 * What one TaskExecutor needs to start tasks of a job: one message for all of them. Size grows with parallelism, never with its square.
 *
 * @param fingerprint of the job graph; the executor's own evaluation must give the same
 * @param constants see {@code Plan.constants}
 * @param workers those that the placements name, by index
 * @param placements of the vertices to deploy and of all their neighbours
 */
public record Deployment(
        JobSpec spec,
        String fingerprint,
        SortedMap<String, String> constants,
        List<WorkerInfo> workers,
        List<VertexPlacement> placements,
        List<TaskDeployment> tasks) {

    /**
     * Where the subtasks of a vertex are.
     *
     * @param workerOf index into {@code workers} per subtask; -1 if it is not placed
     * @param attemptOf the current attempt per subtask
     */
    public record VertexPlacement(int vertex, List<Integer> workerOf, List<Integer> attemptOf) {}

    /** One task and the slot it runs in. */
    public record TaskDeployment(AttemptId attempt, AllocationId allocation) {}
}
