// SPDX-License-Identifier: Apache-2.0
/**
 * What machines ask for, done: one performer per kind of action. ActionRunner (order and gates), StoreEffects,
 * TimerEffects, OwnEffects (what only one role does), NodeClock. Every failure ends as an event, a retry or a defect;
 * none is thrown at a machine. Must not know the state of a machine, nor decide anything.
 */
@NullMarked
package io.penstock.effect;

import org.jspecify.annotations.NullMarked;
