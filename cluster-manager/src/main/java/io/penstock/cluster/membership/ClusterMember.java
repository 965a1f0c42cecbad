// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.membership;

import java.util.Map;
import java.util.Set;

/**
 * One process of the cluster.
 *
 * @param incarnation UUID drawn when the process started; a restarted node has another one
 * @param name the configured name of the node, the same after a restart
 * @param roles what it takes part in
 * @param host the address of its cluster port
 * @param port its cluster port; 0 in local mode
 * @param attributes what the process told about itself at its start (ports, versions); never changes while it lives
 */
public record ClusterMember(
        String incarnation, String name, Set<NodeRole> roles, String host, int port, Map<String, String> attributes) {
    public ClusterMember {
        roles = Set.copyOf(roles);
        attributes = Map.copyOf(attributes);
    }

    public boolean isCoordinator() {
        return roles.contains(NodeRole.COORDINATOR);
    }

    public boolean isWorker() {
        return roles.contains(NodeRole.WORKER);
    }
}
