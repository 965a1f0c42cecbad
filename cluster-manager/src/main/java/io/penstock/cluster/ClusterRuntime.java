// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster;

import io.penstock.cluster.membership.Membership;
import io.penstock.cluster.store.ChunkStore;
import io.penstock.cluster.store.ReplicatedStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** What a running node stands on, alike in a cluster and in local mode. Thread-safe; no method blocks. */
public interface ClusterRuntime {
    Vertx vertx();

    ReplicatedStore store();

    ChunkStore chunks();

    Membership membership();

    /**
     * Whether every record has all its backups, so that losing a node loses nothing. Readiness waits for it, starting
     * does not. Fails when the cluster cannot tell.
     */
    Future<Boolean> safe();

    /**
     * What a leader must do before it decides anything, and before anybody may read or write the store of a cluster
     * that was stopped: completes when the store holds, safely, all that was ever acknowledged. Goes on until it can,
     * for as long as it is wanted; completes on the caller's context.
     */
    Future<Void> recover(BooleanSupplier wanted);

    /**
     * Adds a step to be taken at the start of {@link #close()}, before Vert.x closes: stop accepting, hand over,
     * unregister. Steps run one after the other, the last added first; all together have a deadline.
     */
    void beforeClose(Supplier<Future<?>> step);

    /**
     * Leaves the cluster in order: steps, then Vert.x, then Hazelcast last. Ends within the configured deadline
     * whatever happens, and is safe to call again. Also run by the process's shutdown hook.
     */
    Future<Void> close();
}
