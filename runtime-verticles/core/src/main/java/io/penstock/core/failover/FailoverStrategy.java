// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.failover;

import io.penstock.core.graph.ExecutionGraph;
import io.penstock.core.graph.RegionId;
import java.util.SortedSet;

/**
 * Decides who restarts after a failure. A pure answer: the same arguments give the same set. One instance serves one
 * job, single-threaded.
 *
 * <p>Regions are closed under pipelined exchanges, so any set of regions is. The job adds, whatever the answer, the
 * producers of partitions that the set reads and that are lost: without them the set could never run again.
 */
public interface FailoverStrategy {
    /**
     * The regions to restart; contains at least {@code failed}. Must take about linear time in the size of the job,
     * however many failed at once.
     *
     * @param failed the regions with a failed subtask or a lost partition, never empty
     * @param graph the job's, with its regions; {@link RestartSets} has the usual closures
     * @param partitions what of the blocking partitions is lost
     */
    SortedSet<RegionId> regionsToRestart(SortedSet<RegionId> failed, ExecutionGraph graph, LostPartitions partitions);

    /** What became of blocking partitions. */
    @FunctionalInterface
    interface LostPartitions {
        /**
         * Whether a subtask's output on a blocking edge was complete and is gone, so that only running the producer
         * again brings it back.
         *
         * @param edge index of the job edge
         * @param subtask the producer's subtask
         */
        boolean lost(int edge, int subtask);
    }
}
