// SPDX-License-Identifier: Apache-2.0
/**
 * When a region's turn has come.
 *
 * <p>Main types: {@link io.penstock.core.scheduling.SchedulingStrategy} and its factory, which a plug-in jar may add
 * through {@code ServiceLoader}. Must not know machines, workers or how slots are found.
 */
@NullMarked
package io.penstock.core.scheduling;

import org.jspecify.annotations.NullMarked;
