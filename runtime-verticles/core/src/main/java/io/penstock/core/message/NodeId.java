// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.message;

/** One process's life: a UUID drawn at its start, so a restarted process is another node. */
public record NodeId(String value) implements Comparable<NodeId> {
    @Override
    public int compareTo(NodeId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
