// SPDX-License-Identifier: Apache-2.0
package io.penstock.node;

import io.penstock.cluster.NodeIdentity;
import io.penstock.cluster.membership.NodeRole;
import io.penstock.config.NodeConfig;
import io.penstock.config.NodeConfig.Mode;
import io.penstock.verticle.MemberFeed;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a node is called.
 *
 * @param voter the name that elections know a coordinator by: its line in {@code cluster.coordinators}; empty for a
 *     worker
 * @param voters those of all coordinators
 */
record NodeNames(NodeIdentity identity, String voter, List<String> voters) {
    /** Throws {@link IllegalStateException} if a coordinator is missing from the list of coordinators. */
    static NodeNames of(NodeConfig config) {
        NodeConfig.Node node = config.node();
        String name = node.name().isBlank() ? defaultName() : node.name();
        Set<NodeRole> roles = EnumSet.noneOf(NodeRole.class);
        if (node.isCoordinator()) roles.add(NodeRole.COORDINATOR);
        if (node.isWorker()) roles.add(NodeRole.WORKER);
        boolean local = node.mode() == Mode.LOCAL;
        List<String> voters = local ? List.of(name) : config.cluster().coordinators();
        String own =
                local ? name : config.cluster().host() + ":" + config.cluster().port();
        if (node.isCoordinator() && !voters.contains(own)) {
            throw new IllegalStateException("cluster.coordinators is " + voters + " and does not list this node, " + own
                    + " (cluster.host and cluster.port); it must be the same list on all nodes");
        }
        String voter = node.isCoordinator() ? own : "";
        Map<String, String> attributes = node.isCoordinator() ? Map.of(MemberFeed.VOTER, voter) : Map.of();
        return new NodeNames(new NodeIdentity(name, roles, attributes), voter, voters);
    }

    private static String defaultName() {
        String host = System.getenv("HOSTNAME");
        return (host == null || host.isBlank() ? "node" : host) + "-"
                + ProcessHandle.current().pid();
    }
}
