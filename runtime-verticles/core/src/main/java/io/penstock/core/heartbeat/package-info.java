// SPDX-License-Identifier: Apache-2.0
/**
 * Telling silence from death.
 *
 * <p>Main type: {@link io.penstock.core.heartbeat.HeartbeatDetector}. Stands below the machines that watch each other.
 * Must not know machines, messages or clocks.
 */
@NullMarked
package io.penstock.core.heartbeat;

import org.jspecify.annotations.NullMarked;
