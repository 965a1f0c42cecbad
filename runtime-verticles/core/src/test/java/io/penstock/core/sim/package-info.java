// SPDX-License-Identifier: Apache-2.0
/**
 * The whole control plane in one thread, with virtual time, one seed, and every fault that a cluster knows.
 *
 * <p>Main types: {@link io.penstock.core.sim.Simulation} (the world), {@link io.penstock.core.sim.FaultPlan} (how bad
 * it is), {@link io.penstock.core.sim.Invariants} (what must hold whatever happens). Must not know the inside of a
 * machine.
 */
@NullMarked
package io.penstock.core.sim;

import org.jspecify.annotations.NullMarked;
