// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.program;

import org.jspecify.annotations.Nullable;

/**
 * Connects two nodes of a plan.
 *
 * @param source id of the producing node
 * @param target id of the consuming node
 * @param input which input of the target, from 0; a union has several edges into the same input
 * @param sideOutput the tag's name, or null for the main output
 * @param explicit whether the user chose the partitioning (an automatic forward may become a rebalance when
 *     parallelisms differ)
 */
public record PlanEdge(
        int source,
        int target,
        int input,
        Partitioning partitioning,
        @Nullable String sideOutput,
        boolean explicit) {}
