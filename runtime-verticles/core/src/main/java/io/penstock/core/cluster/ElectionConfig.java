// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.cluster;

import io.penstock.core.message.NodeId;
import java.util.List;

/**
 * How coordinators elect their leader.
 *
 * @param name this coordinator's configured name
 * @param node this process
 * @param coordinators the names of all, this one among them; the same on every node
 * @param beatMs between two beats of the leader
 * @param leaseMs how long a leader decides after sending what a majority then answered; below {@code timeoutMs} by more
 *     than clocks drift apart in that time
 * @param timeoutMs silence of the leader after which a voter may elect another
 * @param spreadMs most that is added to it at random, so that not all try at once
 * @param seed of that chance; differs between nodes
 */
public record ElectionConfig(
        String name,
        NodeId node,
        List<String> coordinators,
        long beatMs,
        long leaseMs,
        long timeoutMs,
        long spreadMs,
        long seed) {
    public ElectionConfig {
        coordinators = List.copyOf(coordinators);
        if (!coordinators.contains(name)) throw new IllegalArgumentException(name + " is not one of " + coordinators);
        if (coordinators.stream().distinct().count() != coordinators.size()) {
            throw new IllegalArgumentException("a name stands twice in " + coordinators);
        }
        if (beatMs <= 0 || leaseMs <= 2 * beatMs || timeoutMs <= leaseMs || spreadMs <= 0) {
            throw new IllegalArgumentException(
                    "need 2 * beat < lease < timeout: " + beatMs + ", " + leaseMs + ", " + timeoutMs);
        }
    }

    /** A beat of 150 ms, a lease of 750 ms, and a new leader 1 to 1.5 s after the loss of the old. */
    public static ElectionConfig defaults(String name, NodeId node, List<String> coordinators, long seed) {
        return new ElectionConfig(name, node, coordinators, 150, 750, 1_000, 500, seed);
    }

    /** How many voters make a majority. */
    public int majority() {
        return coordinators.size() / 2 + 1;
    }
}
