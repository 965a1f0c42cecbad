// SPDX-License-Identifier: Apache-2.0
package io.penstock.node;

import io.penstock.cluster.ClusterOptions;
import io.penstock.cluster.NetworkOptions;
import io.penstock.cluster.TimingOptions;
import io.penstock.cluster.durability.JournalOptions;
import io.penstock.config.NodeConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/** What a node's configuration means to its cluster layer. */
final class ClusterSettings {
    private static final int SECRET_CHARS_MIN = 16;

    private ClusterSettings() {}

    static ClusterOptions of(NodeConfig config, NodeNames names) {
        NodeConfig.Cluster cluster = config.cluster();
        int port = config.node().isCoordinator() ? cluster.port() : 0;
        TimingOptions timing = TimingOptions.DEFAULT;
        return new ClusterOptions(
                clusterName(cluster),
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

    /**
     * Hazelcast lets in whoever knows the cluster's name, so the name is where a secret can stand. It travels as it is,
     * and so it keeps out who cannot listen.
     */
    private static String clusterName(NodeConfig.Cluster cluster) {
        return cluster.secretFile()
                .map(file -> cluster.name() + "-" + digest(secret(file)))
                .orElse(cluster.name());
    }

    private static String secret(Path file) {
        try {
            String secret = Files.readString(file).strip();
            if (secret.length() >= SECRET_CHARS_MIN) return secret;
        } catch (IOException e) {
            throw new IllegalStateException("cluster.secretFile " + file + " cannot be read: " + e, e);
        }
        throw new IllegalStateException(
                "cluster.secretFile " + file + " must hold at least " + SECRET_CHARS_MIN + " characters");
    }

    private static String digest(String secret) {
        try {
            byte[] text = ("penstock-join:" + secret).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JVM has SHA-256", e);
        }
    }

    /** Coordinators journal everything but who leads: after a full stop that is elected anew. */
    static JournalOptions journal(NodeConfig config) {
        Optional<Path> directory = config.node().isCoordinator()
                ? Optional.of(config.node().dataDir().resolve("journal"))
                : Optional.empty();
        return new JournalOptions(directory, Set.of("leader"));
    }
}
