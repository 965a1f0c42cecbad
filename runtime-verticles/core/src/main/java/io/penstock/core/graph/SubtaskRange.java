// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.graph;

/**
 * A contiguous range of subtasks or key groups, {@code [first, end)}.
 *
 * @param first inclusive
 * @param end exclusive
 */
public record SubtaskRange(int first, int end) {
    public SubtaskRange {
        if (first < 0 || end < first) throw new IllegalArgumentException("no range: [" + first + ", " + end + ")");
    }

    /** How many it holds. */
    public int size() {
        return end - first;
    }

    /** Whether it holds {@code index}. */
    public boolean contains(int index) {
        return index >= first && index < end;
    }
}
