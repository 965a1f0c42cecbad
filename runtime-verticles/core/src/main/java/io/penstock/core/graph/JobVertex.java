// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.graph;

import io.penstock.api.ResourceProfile;
import java.util.List;

/**
 * A chain of operators that run as one task per subtask.
 *
 * @param index position in the job graph, in topological order, from 0
 * @param vertexId 32 hex digits, the head's operator id
 * @param operators in topological order, the head first; the chain may fork into several tails
 * @param inputs number of inputs of the head
 * @param source whether the head is a source
 * @param bounded whether every source above it is bounded
 * @param blocking whether it needs a thread of its own
 * @param parallelismMax beyond which no subtask would have anything to do: key groups, or what a source can be split
 *     into
 */
public record JobVertex(
        int index,
        String vertexId,
        String name,
        int parallelism,
        int maxParallelism,
        String slotSharingGroup,
        ResourceProfile profile,
        List<OperatorNode> operators,
        int inputs,
        boolean source,
        boolean bounded,
        boolean blocking,
        int parallelismMax) {
    /** Without a source that sets a limit. */
    public JobVertex(
            int index,
            String vertexId,
            String name,
            int parallelism,
            int maxParallelism,
            String slotSharingGroup,
            ResourceProfile profile,
            List<OperatorNode> operators,
            int inputs,
            boolean source,
            boolean bounded,
            boolean blocking) {
        this(
                index,
                vertexId,
                name,
                parallelism,
                maxParallelism,
                slotSharingGroup,
                profile,
                operators,
                inputs,
                source,
                bounded,
                blocking,
                maxParallelism);
    }

    /** The same with another number of subtasks. */
    JobVertex withParallelism(int other) {
        return new JobVertex(
                index,
                vertexId,
                name,
                other,
                maxParallelism,
                slotSharingGroup,
                profile,
                operators,
                inputs,
                source,
                bounded,
                blocking,
                parallelismMax);
    }
}
