// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.scheduling;

import io.penstock.core.graph.RegionId;

/**
 * Decides when slots are asked for. A region is deployed, whatever the strategy, when it is wanted, all its blocking
 * inputs are complete and all its slots are there. Stateless: everything to decide from is in {@link Progress}.
 */
public interface SchedulingStrategy {
    /**
     * Whether to ask for the region's slots now. Asked at the start, when the last of its inputs is complete, when the
     * last subtask of a vertex that it reads has finished, and before it runs again. Should take constant time.
     */
    boolean wanted(RegionId region, Progress progress);

    /** Whether no region is deployed before all that are wanted have their slots. */
    default boolean deploysTogether() {
        return false;
    }

    /** How far a job is. */
    interface Progress {
        /** Whether every blocking partition that the region reads is complete and there. */
        boolean inputsProduced(RegionId region);

        /**
         * Whether every vertex that the region reads through a blocking exchange has finished, with all its subtasks.
         */
        boolean producersFinished(RegionId region);
    }
}
