// SPDX-License-Identifier: Apache-2.0
package io.penstock.node;

import io.penstock.config.NodeConfig;
import java.net.URI;

/** A running node. Thread-safe. */
public final class PenstockNode implements AutoCloseable {
    private PenstockNode() {}

    /**
     * Starts a node and returns once it serves: HTTP listens (on a coordinator) and its slots are offered (on a
     * worker).
     *
     * @throws IllegalStateException if it cannot start, with the reason in words a person can act on
     */
    public static PenstockNode start(NodeConfig config) {
        throw new IllegalStateException(
                "this build cannot start a node in mode " + config.node().mode());
    }

    /**
     * Where the REST API answers, with the real port.
     *
     * @throws IllegalStateException on a node that is no coordinator
     */
    public URI web() {
        throw new IllegalStateException("no REST API on this node");
    }

    /** Waits until the node has ended by itself or by {@link #close()}; returns the process's exit code. */
    public int awaitEnd() {
        return 1;
    }

    /** Says goodbye and stops, within {@code node.shutdownTimeoutMs}. Idempotent. */
    @Override
    public void close() {}
}
