// SPDX-License-Identifier: Apache-2.0
/**
 * Metrics that user functions may register: counters, gauges, histograms. Handles are cheap to update from the task's
 * thread and are read by others at any time. Must not know reporters.
 */
@NullMarked
package io.penstock.api.metric;

import org.jspecify.annotations.NullMarked;
