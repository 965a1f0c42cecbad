// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow;

import io.penstock.core.flow.channel.InputPort;
import io.penstock.core.graph.JobEdge;

/** The channels by which an edge reaches a subtask. */
public record InputEdge(JobEdge edge, InputPort port) {}
