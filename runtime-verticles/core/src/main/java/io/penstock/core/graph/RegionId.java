// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.graph;

/**
 * Number of a pipelined region within its job, from 0, in order of the first member.
 *
 * @param index position in {@link Regions#all()}
 */
public record RegionId(int index) implements Comparable<RegionId> {
    @Override
    public int compareTo(RegionId other) {
        return Integer.compare(index, other.index);
    }

    @Override
    public String toString() {
        return "region-" + index;
    }
}
