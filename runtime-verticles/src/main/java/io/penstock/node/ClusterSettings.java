// SPDX-License-Identifier: Apache-2.0
package io.penstock.node;

import io.penstock.cluster.ClusterOptions;
import io.penstock.cluster.NetworkOptions;
import io.penstock.cluster.TimingOptions;
import io.penstock.cluster.durability.JournalOptions;
import io.penstock.config.NodeConfig;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** What a node's configuration means to its cluster layer. */
final class ClusterSettings {
    private ClusterSettings() {}

    static ClusterOptions of(NodeConfig config, NodeNames names) {
        NodeConfig.Cluster cluster = config.cluster();
        int port = config.node().isCoordinator() ? cluster.port() : 0;
        TimingOptions timing = TimingOptions.DEFAULT;
        return new ClusterOptions(
                cluster.name(),
                names.identity(),
                new NetworkOptions(cluster.host(), port, cluster.busPort(), Optional.empty(), cluster.coordinators()),
                cluster.coordinators().size(),
                new TimingOptions(
                        timing.heartbeatSeconds(),
                        timing.silenceSeconds(),
                        timing.busConnectMs(),
                        timing.busPingMs(),
                        timing.startMs(),
                        Math.max(1, config.node().shutdownTimeoutMs())),
                cluster.hazelcast());
    }

    /** Coordinators journal everything but who leads: after a full stop that is elected anew. */
    static JournalOptions journal(NodeConfig config) {
        Optional<Path> directory = config.node().isCoordinator()
                ? Optional.of(config.node().dataDir().resolve("journal"))
                : Optional.empty();
        return new JournalOptions(directory, Set.of("leader"));
    }
}
