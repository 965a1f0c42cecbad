// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow;

import io.penstock.core.flow.operator.Specializer;
import io.penstock.core.graph.JobGraph;
import io.penstock.core.graph.JobVertex;
import io.penstock.core.program.Plan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that makes a task.
 *
 * @param vertexIndex which vertex of the graph
 * @param plan the program, evaluated for this task alone: its functions are used by nobody else
 * @param subtask index in {@code [0, vertex.parallelism)}
 * @param attempt from 1
 * @param inputs every edge into the vertex, in order of {@code JobEdge.index}
 * @param outputs every edge out of the vertex, in order of {@code JobEdge.index}
 * @param specializer one per job and JVM
 * @param restored where to go on from; null for a fresh start
 */
public record TaskSpec(
        JobGraph graph,
        int vertexIndex,
        Plan plan,
        int subtask,
        int attempt,
        List<InputEdge> inputs,
        List<OutputEdge> outputs,
        Specializer specializer,
        TaskEnvironment environment,
        @Nullable RestoredState restored) {
    public TaskSpec {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    /** The vertex that the task is part of. */
    public JobVertex vertex() {
        return graph.vertices().get(vertexIndex);
    }
}
