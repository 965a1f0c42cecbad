// SPDX-License-Identifier: Apache-2.0
/**
 * What happens after a failure: who restarts (FailoverStrategy) and when (RestartStrategy), two questions, two ports.
 *
 * <p>Main types: {@link io.penstock.core.failover.FailoverStrategy}, {@link io.penstock.core.failover.RestartStrategy}
 * and their factories, which a plug-in jar may add through {@code ServiceLoader}. Must not know machines, workers or
 * slots.
 */
@NullMarked
package io.penstock.core.failover;

import org.jspecify.annotations.NullMarked;
