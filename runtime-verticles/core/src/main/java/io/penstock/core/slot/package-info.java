// SPDX-License-Identifier: Apache-2.0
/**
 * Slots: what a cluster has, who holds them, and which one a requirement gets.
 *
 * <p>Main types: {@link io.penstock.core.slot.SlotLedger} and {@link io.penstock.core.slot.SlotMatching} on the
 * cluster's side. Must not know machines, tasks or regions.
 */
@NullMarked
package io.penstock.core.slot;

import org.jspecify.annotations.NullMarked;
