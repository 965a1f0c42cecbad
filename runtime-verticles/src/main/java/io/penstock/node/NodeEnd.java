// SPDX-License-Identifier: Apache-2.0
package io.penstock.node;

import io.penstock.cluster.ClusterEvents;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What of its cluster layer a node cannot survive: its process ends, and whoever started it starts a fresh one. */
record NodeEnd(CompletableFuture<Integer> exitCode) implements ClusterEvents {
    private static final Logger LOG = LoggerFactory.getLogger(NodeEnd.class);
    private static final int REJOIN = 75;

    @Override
    public void onMerged(String detail) {
        end("it was on the losing side of a split", detail);
    }

    @Override
    public void onStalled(String detail, String threadDump) {
        end("the cluster layer stalled", detail + "\n" + threadDump);
    }

    @Override
    public void onStopped(String detail) {
        end("the cluster layer stopped", detail);
    }

    private void end(String why, String detail) {
        LOG.error("this node must end and be started anew: {}: {}", why, detail);
        exitCode.complete(REJOIN);
    }
}
