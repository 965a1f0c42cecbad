// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.graph;

/** Union-find; the smallest element stands for its set. Near-linear for any number of joins. */
final class DisjointSets {
    private final int[] parents;

    DisjointSets(int size) {
        parents = new int[size];
        for (int i = 0; i < size; i++) parents[i] = i;
    }

    /** The smallest element of the set that holds {@code element}. */
    int find(int element) {
        int at = element;
        while (parents[at] != at) {
            parents[at] = parents[parents[at]];
            at = parents[at];
        }
        return at;
    }

    void join(int one, int other) {
        int a = find(one);
        int b = find(other);
        if (a < b) parents[b] = a;
        else parents[a] = b;
    }
}
