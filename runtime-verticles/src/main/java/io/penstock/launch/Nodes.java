// SPDX-License-Identifier: Apache-2.0
package io.penstock.launch;

import io.penstock.cluster.ClusterStartException;
import io.penstock.config.ConfigSources;
import io.penstock.config.NodeConfig;
import io.penstock.node.PenstockNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Starts a node in this JVM and sees to it that it says goodbye when the JVM is told to end. */
final class Nodes {
    private static final String LOG_LEVEL = "PENSTOCK_LOG_LEVEL"; // config/logback.xml asks for it

    private Nodes() {}

    /** For commands with output of their own: a node then logs warnings only, unless the user asked for more. */
    static void logQuietly() {
        if (System.getenv(LOG_LEVEL) == null) System.setProperty(LOG_LEVEL, "WARN");
    }

    /** The configuration from a file (null: the shipped one, if it is there), this process, and the given keys. */
    static NodeConfig configure(@Nullable Path file, Map<String, String> keys) {
        Path home = Home.folder();
        Path shipped = home.resolve("config/node.yaml");
        Path settings = file != null || !Files.isRegularFile(shipped) ? file : shipped;
        return NodeConfig.load(ConfigSources.ofProcess(home, settings, keys));
    }

    /** Starts it; what hinders it becomes a sentence. */
    static PenstockNode start(NodeConfig config) {
        try {
            PenstockNode node = PenstockNode.start(config);
            Runtime.getRuntime().addShutdownHook(new Thread(node::close, "penstock-goodbye"));
            return node;
        } catch (IllegalStateException | ClusterStartException e) {
            throw new CliException(ExitCode.FAILED, "the node cannot start: " + e.getMessage(), e);
        }
    }
}
