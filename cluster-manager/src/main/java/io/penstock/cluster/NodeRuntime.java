// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster;

import io.penstock.cluster.durability.DurableCluster;
import io.penstock.cluster.membership.Membership;
import io.penstock.cluster.store.ChunkStore;
import io.penstock.cluster.store.ReplicatedStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** A runtime put together from its parts. It holds them strongly: Vert.x closes what becomes unreachable. */
final class NodeRuntime implements ClusterRuntime {
    /** Whether all records have their replicas, and how those of a stopped cluster come back. */
    record Safety(Supplier<Future<Boolean>> safe, DurableCluster.Recovering recovering) {}

    private final Vertx vertx;
    private final ReplicatedStore store;
    private final ChunkStore chunks;
    private final Membership membership;
    private final Safety safety;
    private final OrderlyClose close;

    NodeRuntime(
            Vertx vertx,
            ReplicatedStore store,
            ChunkStore chunks,
            Membership membership,
            Safety safety,
            OrderlyClose close) {
        this.vertx = vertx;
        this.store = store;
        this.chunks = chunks;
        this.membership = membership;
        this.safety = safety;
        this.close = close;
    }

    @Override
    public Vertx vertx() {
        return vertx;
    }

    @Override
    public ReplicatedStore store() {
        return store;
    }

    @Override
    public ChunkStore chunks() {
        return chunks;
    }

    @Override
    public Membership membership() {
        return membership;
    }

    @Override
    public Future<Boolean> safe() {
        return safety.safe.get();
    }

    @Override
    public Future<Void> recover(BooleanSupplier wanted) {
        return safety.recovering.run(wanted);
    }

    @Override
    public void beforeClose(Supplier<Future<?>> step) {
        close.add(step);
    }

    @Override
    public Future<Void> close() {
        return close.close();
    }
}
