// SPDX-License-Identifier: Apache-2.0
package io.penstock.node;

import io.penstock.cluster.ClusterRuntime;
import io.penstock.cluster.membership.Membership;
import io.vertx.core.Future;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Tries out, when somebody scrapes, what a node stands on: its cluster and the replicated store. Thread-safe. */
final class ClusterHealth {
    /** A scrape must not wait for a store that has no majority. */
    private static final long PATIENCE_MS = 1_000;

    private static final double NS_PER_S = 1e9;
    private static final String ANY_MAP = "leader";
    private static final String ANY_KEY = "health";

    private final ClusterRuntime cluster;
    private final Membership membership;
    private final AtomicLong failedReads = new AtomicLong();

    /**
     * What was found.
     *
     * @param readSeconds empty if the store did not answer
     * @param failedReads so far
     */
    record Look(int members, boolean safe, OptionalDouble readSeconds, long failedReads) {}

    ClusterHealth(ClusterRuntime cluster, Membership membership) {
        this.cluster = cluster;
        this.membership = membership;
    }

    /** Never fails, and takes a limited time. */
    Future<Look> look() {
        long begunNs = System.nanoTime();
        Future<OptionalDouble> read = cluster.store()
                .get(ANY_MAP, ANY_KEY)
                .map(found -> OptionalDouble.of((System.nanoTime() - begunNs) / NS_PER_S))
                .timeout(PATIENCE_MS, TimeUnit.MILLISECONDS)
                .otherwise(e -> {
                    failedReads.incrementAndGet();
                    return OptionalDouble.empty();
                });
        Future<Boolean> safe =
                cluster.safe().timeout(PATIENCE_MS, TimeUnit.MILLISECONDS).otherwise(false);
        return Future.all(read, safe)
                .map(all -> new Look(membership.members().size(), safe.result(), read.result(), failedReads.get()));
    }
}
