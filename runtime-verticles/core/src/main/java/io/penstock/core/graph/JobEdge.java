// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.graph;

import org.jspecify.annotations.Nullable;

/**
 * An exchange between two vertices; stands for all its channels.
 *
 * @param index position in the job graph, from 0
 * @param source index of the producing vertex
 * @param sourceOperator index within that vertex of the operator whose output it carries
 * @param sideOutput the tag's name, or null for the main output
 * @param target index of the consuming vertex
 * @param input which input of the target's head
 */
public record JobEdge(
        int index,
        int source,
        int sourceOperator,
        @Nullable String sideOutput,
        int target,
        int input,
        ExchangePattern pattern,
        ExchangeType type) {}
