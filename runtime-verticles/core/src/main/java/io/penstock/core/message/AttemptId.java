// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.message;

/**
 * One execution attempt of one subtask.
 *
 * @param vertex index of the job vertex
 * @param subtask index of the subtask
 * @param attempt from 1, ever growing per subtask
 */
public record AttemptId(int vertex, int subtask, int attempt) implements Comparable<AttemptId> {
    @Override
    public int compareTo(AttemptId other) {
        int byVertex = Integer.compare(vertex, other.vertex);
        if (byVertex != 0) return byVertex;
        int bySubtask = Integer.compare(subtask, other.subtask);
        return bySubtask != 0 ? bySubtask : Integer.compare(attempt, other.attempt);
    }

    @Override
    public String toString() {
        return "v" + vertex + "[" + subtask + "]#" + attempt;
    }
}
