// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow;

import io.penstock.core.flow.operator.Specializer;
import io.penstock.core.graph.JobVertex;
import io.penstock.core.program.Plan;
import java.util.List;

/**
 * All that makes a task.
 *
 * @param plan the program, evaluated for this task alone: its functions are used by nobody else
 * @param subtask index in {@code [0, vertex.parallelism)}
 * @param attempt from 1
 * @param inputs every edge into the vertex, in order of {@code JobEdge.index}
 * @param outputs every edge out of the vertex, in order of {@code JobEdge.index}
 * @param specializer one per job and JVM
 */
public record TaskSpec(
        JobVertex vertex,
        Plan plan,
        int subtask,
        int attempt,
        List<InputEdge> inputs,
        List<OutputEdge> outputs,
        Specializer specializer,
        TaskEnvironment environment) {
    public TaskSpec {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }
}
