// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.graph;

/**
 * One parallel part of a job vertex.
 *
 * @param vertex index of the vertex
 * @param subtask index of the subtask, from 0
 */
public record SubtaskId(int vertex, int subtask) implements Comparable<SubtaskId> {
    @Override
    public int compareTo(SubtaskId other) {
        int byVertex = Integer.compare(vertex, other.vertex);
        return byVertex != 0 ? byVertex : Integer.compare(subtask, other.subtask);
    }

    @Override
    public String toString() {
        return "v" + vertex + "[" + subtask + "]";
    }
}
