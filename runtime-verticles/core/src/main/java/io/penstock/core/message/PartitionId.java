// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.message;

/**
 * The output of one execution attempt on one blocking edge.
 *
 * @param edge index of the job edge
 * @param subtask the producer's subtask
 * @param attempt the producer's attempt
 */
public record PartitionId(int edge, int subtask, int attempt) implements Comparable<PartitionId> {
    @Override
    public int compareTo(PartitionId other) {
        int byEdge = Integer.compare(edge, other.edge);
        if (byEdge != 0) return byEdge;
        int bySubtask = Integer.compare(subtask, other.subtask);
        return bySubtask != 0 ? bySubtask : Integer.compare(attempt, other.attempt);
    }
}
