// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.checkpoint;

import io.penstock.core.graph.JobGraph;
import io.penstock.core.graph.JobVertex;
import io.penstock.core.graph.OperatorNode;
import io.penstock.core.graph.SubtaskId;
import io.penstock.core.message.HaRecord.CheckpointRecord;
import io.penstock.core.message.HaRecord.CheckpointVertex;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Whether a job can begin from a savepoint without losing or mixing up what it holds. */
public final class SavepointFit {
    /** Kinds of operators that have nothing to remember. */
    private static final List<String> STATELESS = List.of("Map", "FlatMap", "Filter", "CoMap", "Process", "Watermark");

    private SavepointFit() {}

    /** The operators of a vertex that may have state, in order of the chain. */
    static List<String> stateful(JobVertex vertex) {
        return vertex.operators().stream()
                .filter(operator -> !STATELESS.contains(operator.kind()))
                .map(OperatorNode::operatorId)
                .toList();
    }

    /** Whether a subtask that has finished left nothing that others must take over: what a source has read is read. */
    public static boolean endsInParts(JobVertex vertex) {
        return vertex.source() && stateful(vertex).size() <= 1;
    }

    /**
     * Why the job cannot begin from there, in words; empty if it can.
     *
     * @param dropping whether state that no operator takes may be dropped
     */
    public static String problem(CheckpointRecord savepoint, JobGraph graph, boolean dropping) {
        Map<String, JobVertex> takers = new TreeMap<>();
        for (JobVertex vertex : graph.vertices()) {
            for (OperatorNode operator : vertex.operators()) takers.put(operator.operatorId(), vertex);
        }
        for (CheckpointVertex old : savepoint.vertices()) {
            for (String operator : old.operators()) {
                JobVertex taker = takers.get(operator);
                if (taker == null && !dropping) {
                    return "the savepoint has state of operator " + operator + " in '" + old.name()
                            + "', which the job does not have; give it the uid it had, or allow state to be dropped "
                            + "(savepoint.allowNonRestoredState)";
                }
                String problem = taker == null ? "" : problem(savepoint, old, taker);
                if (!problem.isEmpty()) return problem;
            }
        }
        return "";
    }

    private static String problem(CheckpointRecord savepoint, CheckpointVertex old, JobVertex taker) {
        if (old.maxParallelism() != taker.maxParallelism()) {
            return "'" + taker.name() + "' has maximum parallelism " + taker.maxParallelism()
                    + ", but the savepoint was taken with " + old.maxParallelism()
                    + ", and state is divided by that: give it the same";
        }
        long finished = savepoint.finished().stream()
                .filter(subtask -> subtask.vertex() == old.vertex())
                .map(SubtaskId::subtask)
                .distinct()
                .count();
        boolean some = finished > 0 && finished < old.parallelism();
        if (some
                && old.parallelism() != taker.parallelism()
                && !(taker.source() && old.operators().size() <= 1)) {
            return "some subtasks of '" + old.name() + "' had finished, so it must run with the same parallelism "
                    + old.parallelism() + ", not " + taker.parallelism();
        }
        return "";
    }
}
