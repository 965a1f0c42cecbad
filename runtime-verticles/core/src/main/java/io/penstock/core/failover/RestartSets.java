// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.failover;

import io.penstock.core.failover.FailoverStrategy.LostPartitions;
import io.penstock.core.graph.ExecutionGraph;
import io.penstock.core.graph.RegionId;
import io.penstock.core.graph.Regions;
import io.penstock.core.graph.SubtaskRange;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.SortedSet;
import java.util.TreeSet;

/** Closures over regions, in about linear time: all-to-all exchanges are followed once, not once per subtask. */
public final class RestartSets {
    private final ExecutionGraph graph;
    private final Regions regions;
    private final LostPartitions partitions;
    private final TreeSet<RegionId> found = new TreeSet<>();
    private final ArrayDeque<RegionId> queue = new ArrayDeque<>();

    /** All-to-all edges whose producers were looked at: all consumers have the same, so once is enough. */
    private final TreeSet<Integer> edgesSearched = new TreeSet<>();

    /** All-to-all edges whose consumers were added. */
    private final TreeSet<Integer> edgesFollowed = new TreeSet<>();

    private RestartSets(ExecutionGraph graph, LostPartitions partitions) {
        this.graph = graph;
        this.regions = graph.regions();
        this.partitions = partitions;
    }

    /** These regions, and the producers of lost partitions that they read, directly or not. */
    public static SortedSet<RegionId> withLostInputs(
            Collection<RegionId> from, ExecutionGraph graph, LostPartitions partitions) {
        var sets = new RestartSets(graph, partitions);
        sets.close(from, false);
        return sets.found;
    }

    /** These, the producers of lost partitions that they read, and everything that reads what will be made again. */
    public static SortedSet<RegionId> withLostInputsAndConsumers(
            Collection<RegionId> from, ExecutionGraph graph, LostPartitions partitions) {
        var sets = new RestartSets(graph, partitions);
        sets.close(from, true);
        return sets.found;
    }

    private void close(Collection<RegionId> from, boolean consumers) {
        for (RegionId region : from) add(region);
        while (!queue.isEmpty()) {
            RegionId region = queue.remove();
            for (Regions.Link input : regions.inputs(region)) addLostProducers(input);
            if (!consumers) continue;
            for (Regions.Link output : regions.outputs(region)) addAll(output);
        }
    }

    private void addLostProducers(Regions.Link input) {
        if (sharedByAll(input) && !edgesSearched.add(input.edge())) return;
        SubtaskRange producers = input.others().subtasks();
        for (int s = producers.first(); s < producers.end(); s++) {
            if (partitions.lost(input.edge(), s)) add(regions.of(input.others().vertex(), s));
        }
    }

    private void addAll(Regions.Link output) {
        if (sharedByAll(output) && !edgesFollowed.add(output.edge())) return;
        SubtaskRange consumers = output.others().subtasks();
        for (int s = consumers.first(); s < consumers.end(); s++)
            add(regions.of(output.others().vertex(), s));
    }

    private boolean sharedByAll(Regions.Link link) {
        return graph.channels(link.edge()).pattern().allToAll;
    }

    private void add(RegionId region) {
        if (found.add(region)) queue.add(region);
    }
}
