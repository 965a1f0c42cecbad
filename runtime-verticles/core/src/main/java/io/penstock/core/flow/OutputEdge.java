// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow;

import io.penstock.core.flow.channel.OutputPort;
import io.penstock.core.graph.JobEdge;

/**
 * The channels by which a subtask feeds an edge.
 *
 * @param maxParallelism number of key groups of the consuming vertex
 */
public record OutputEdge(JobEdge edge, int maxParallelism, OutputPort port) {}
