// SPDX-License-Identifier: Apache-2.0
package io.penstock.verticle;

import io.penstock.bus.NodeBus;
import io.penstock.cluster.membership.Membership;
import io.penstock.cluster.store.ReplicatedStore;
import io.penstock.core.message.Endpoint;
import io.penstock.core.message.NodeId;
import io.penstock.core.message.Role;
import io.penstock.effect.NodeClock;
import io.penstock.snapshot.Snapshots;
import io.vertx.core.Vertx;

/** What every verticle of a node shares. */
public record NodeServices(
        Vertx vertx,
        ReplicatedStore store,
        Membership membership,
        NodeBus bus,
        NodeClock clock,
        MachineTrace trace,
        Snapshots snapshots) {
    /** The node. */
    public NodeId node() {
        return bus.self();
    }

    /** A component of the node. */
    public Endpoint endpoint(Role role) {
        return Endpoint.of(bus.self(), role);
    }
}
