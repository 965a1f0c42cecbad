// SPDX-License-Identifier: Apache-2.0
/**
 * The registry of a node, its histograms, and the reporters that show them (Prometheus, JSON).
 *
 * <p>Built on Micrometer; implements the metric types of the API. Must not know jobs, Vert.x, Hazelcast, or who reads
 * the numbers.
 */
@NullMarked
package io.penstock.metrics;

import org.jspecify.annotations.NullMarked;
