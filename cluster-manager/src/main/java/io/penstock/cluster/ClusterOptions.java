// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster;

import java.util.Map;

/**
 * Everything a node must be told to join its cluster.
 *
 * @param clusterName nodes of another name are not let in
 * @param node what this node is
 * @param network where it listens and whom it asks
 * @param coordinatorsConfigured how many coordinators the cluster is meant to have; a majority of them must be there
 *     for any write. The same number on every node
 * @param timing how long to wait
 * @param hazelcast properties of Hazelcast that override ours, by full name
 */
public record ClusterOptions(
        String clusterName,
        NodeIdentity node,
        NetworkOptions network,
        int coordinatorsConfigured,
        TimingOptions timing,
        Map<String, String> hazelcast) {
    public ClusterOptions {
        hazelcast = Map.copyOf(hazelcast);
        if (clusterName.isBlank()) {
            throw new IllegalArgumentException("a cluster needs a name");
        }
        if (coordinatorsConfigured < 1) {
            throw new IllegalArgumentException("a cluster has at least one coordinator, not " + coordinatorsConfigured);
        }
        if (node.isCoordinator() && network.clusterPort() == 0) {
            throw new IllegalArgumentException(
                    "a coordinator needs a cluster port of its own: others look for it there");
        }
        if (!node.isCoordinator() && network.seeds().isEmpty()) {
            throw new IllegalArgumentException("a worker needs the seeds: the coordinators' host:port");
        }
    }

    /** With Hazelcast's properties as they are built in. */
    public ClusterOptions(
            String clusterName,
            NodeIdentity node,
            NetworkOptions network,
            int coordinatorsConfigured,
            TimingOptions timing) {
        this(clusterName, node, network, coordinatorsConfigured, timing, Map.of());
    }

    /** How many coordinators are a majority. */
    public int majority() {
        return coordinatorsConfigured / 2 + 1;
    }
}
