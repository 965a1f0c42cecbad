// SPDX-License-Identifier: Apache-2.0
package io.penstock.verticle;

import io.penstock.bus.NodeBus;
import io.penstock.cluster.ClusterRuntime;
import io.penstock.effect.NodeClock;

/** What every verticle of a node shares. */
public record NodeServices(ClusterRuntime cluster, NodeBus bus, NodeClock clock, MachineTrace trace) {}
