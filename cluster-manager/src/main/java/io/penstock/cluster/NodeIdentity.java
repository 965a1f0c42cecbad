// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster;

import io.penstock.cluster.membership.NodeRole;
import java.util.Map;
import java.util.Set;

/**
 * What a node is and tells the others about itself. Its incarnation is not here: each start draws a new one.
 *
 * @param name its configured name, the same after a restart and unique in the cluster
 * @param roles at least one
 * @param attributes what the others may read in the membership (ports, versions); small
 */
public record NodeIdentity(String name, Set<NodeRole> roles, Map<String, String> attributes) {
    public NodeIdentity {
        roles = Set.copyOf(roles);
        attributes = Map.copyOf(attributes);
        if (name.isBlank()) {
            throw new IllegalArgumentException("a node needs a name");
        }
        if (roles.isEmpty()) {
            throw new IllegalArgumentException("node " + name + " needs at least one role");
        }
    }

    boolean isCoordinator() {
        return roles.contains(NodeRole.COORDINATOR);
    }
}
