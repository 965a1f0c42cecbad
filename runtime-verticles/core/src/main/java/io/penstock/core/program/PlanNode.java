// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.program;

import io.penstock.api.ResourceProfile;
import org.jspecify.annotations.Nullable;

/**
 * One operator of a plan.
 *
 * @param id position in the plan, from 0; the same in every evaluation
 * @param parallelism 0 when the user set none
 * @param maxParallelism 0 when the user set none
 * @param slotSharingGroup null when the user set none: then inherited from the inputs if they agree, else
 *     {@code default}
 * @param recordType declared class of the output's records, or null
 */
public record PlanNode(
        int id,
        OperatorSpec spec,
        String name,
        @Nullable String uid,
        int parallelism,
        int maxParallelism,
        @Nullable String slotSharingGroup,
        ResourceProfile profile,
        Chaining chaining,
        boolean blocking,
        @Nullable Class<?> recordType) {

    /** Whether an operator may share a task with its neighbours. */
    public enum Chaining {
        /** With both. */
        ALWAYS,
        /** Not with the one before. */
        HEAD,
        /** With none. */
        NEVER
    }
}
