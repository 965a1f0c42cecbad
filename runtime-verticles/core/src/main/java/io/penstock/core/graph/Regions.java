// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * Pipelined regions: subtasks that are joined by pipelined exchanges, and so must run and restart together. Regions
 * read each other's blocking partitions only when these are complete. Found in about linear time, since an all-to-all
 * edge joins its two vertices whole, once; relations between regions stay grouped by edge and are expanded only on
 * request.
 */
public final class Regions {
    private final ExecutionGraph graph;
    private final int[] regionOf;
    private final List<List<VertexRange>> members = new ArrayList<>();
    private final List<RegionId> ids = new ArrayList<>();

    /**
     * Neighbouring subtasks of one vertex.
     *
     * @param vertex index of the vertex
     * @param subtasks which of its subtasks
     */
    public record VertexRange(int vertex, SubtaskRange subtasks) {}

    /**
     * One side of a blocking exchange, seen from a region on the other.
     *
     * @param edge index of the edge
     * @param others the subtasks on the other side; for all-to-all exchanges the whole vertex, for every region alike
     */
    public record Link(int edge, VertexRange others) {}

    Regions(ExecutionGraph graph) {
        this.graph = graph;
        var sets = new DisjointSets(graph.subtasks());
        for (JobEdge e : graph.jobGraph().edges()) {
            if (e.type() == ExchangeType.PIPELINED) join(sets, e);
        }
        this.regionOf = number(sets);
        collectMembers();
    }

    private void join(DisjointSets sets, JobEdge edge) {
        int producers = graph.number(edge.source(), 0);
        int consumers = graph.number(edge.target(), 0);
        ChannelMap channels = graph.channels(edge.index());
        if (edge.pattern().allToAll) {
            for (int p = 0; p < channels.producers(); p++) sets.join(producers, producers + p);
            for (int c = 0; c < channels.consumers(); c++) sets.join(producers, consumers + c);
            return;
        }
        for (int p = 0; p < channels.producers(); p++) {
            SubtaskRange share = channels.consumersOf(p);
            for (int c = share.first(); c < share.end(); c++) sets.join(producers + p, consumers + c);
        }
    }

    private int[] number(DisjointSets sets) {
        int[] numbers = new int[graph.subtasks()];
        for (int i = 0; i < numbers.length; i++) {
            int first = sets.find(i);
            if (first == i) {
                numbers[i] = ids.size();
                ids.add(new RegionId(ids.size()));
                members.add(new ArrayList<>());
            } else {
                numbers[i] = numbers[first];
            }
        }
        return numbers;
    }

    private void collectMembers() {
        for (JobVertex v : graph.jobGraph().vertices()) {
            int subtask = 0;
            while (subtask < v.parallelism()) {
                int first = subtask;
                int region = regionOf[graph.number(v.index(), first)];
                while (subtask < v.parallelism() && regionOf[graph.number(v.index(), subtask)] == region) subtask++;
                members.get(region).add(new VertexRange(v.index(), new SubtaskRange(first, subtask)));
            }
        }
    }

    /** All regions, in order of their first members, which is a topological order of their first vertices. */
    public List<RegionId> all() {
        return Collections.unmodifiableList(ids);
    }

    /** Number of regions. */
    public int count() {
        return ids.size();
    }

    /** The region of a subtask. */
    public RegionId of(int vertex, int subtask) {
        return ids.get(regionOf[graph.number(vertex, subtask)]);
    }

    /** The region of a subtask. */
    public RegionId of(SubtaskId id) {
        return of(id.vertex(), id.subtask());
    }

    /** The members, grouped, in order. */
    public List<VertexRange> ranges(RegionId region) {
        return Collections.unmodifiableList(members.get(region.index()));
    }

    /** The members, one by one, in order. */
    public List<SubtaskId> members(RegionId region) {
        List<SubtaskId> all = new ArrayList<>();
        for (VertexRange range : members.get(region.index())) {
            for (int s = range.subtasks().first(); s < range.subtasks().end(); s++) {
                all.add(new SubtaskId(range.vertex(), s));
            }
        }
        return all;
    }

    /** Whose blocking partitions the region reads, grouped by edge. */
    public List<Link> inputs(RegionId region) {
        List<Link> links = new ArrayList<>();
        for (VertexRange own : members.get(region.index())) {
            for (JobEdge e : graph.inputs(own.vertex())) {
                if (e.type() != ExchangeType.BLOCKING) continue;
                ChannelMap channels = graph.channels(e.index());
                int first = channels.producersOf(own.subtasks().first()).first();
                int end = channels.producersOf(own.subtasks().end() - 1).end();
                links.add(new Link(e.index(), new VertexRange(e.source(), new SubtaskRange(first, end))));
            }
        }
        return links;
    }

    /** Who reads the region's blocking partitions, grouped by edge. */
    public List<Link> outputs(RegionId region) {
        List<Link> links = new ArrayList<>();
        for (VertexRange own : members.get(region.index())) {
            for (JobEdge e : graph.outputs(own.vertex())) {
                if (e.type() != ExchangeType.BLOCKING) continue;
                ChannelMap channels = graph.channels(e.index());
                int first = channels.consumersOf(own.subtasks().first()).first();
                int end = channels.consumersOf(own.subtasks().end() - 1).end();
                links.add(new Link(e.index(), new VertexRange(e.target(), new SubtaskRange(first, end))));
            }
        }
        return links;
    }

    /** The regions whose blocking partitions {@code region} reads directly. */
    public NavigableSet<RegionId> producersOf(RegionId region) {
        var found = new TreeSet<RegionId>();
        for (Link link : inputs(region)) addRegions(link.others(), found);
        return found;
    }

    /** The regions that read the blocking partitions of {@code region} directly. */
    public NavigableSet<RegionId> consumersOf(RegionId region) {
        var found = new TreeSet<RegionId>();
        for (Link link : outputs(region)) addRegions(link.others(), found);
        return found;
    }

    /** These regions and all that read, directly or not, what they produce: what must run again when these do. */
    public NavigableSet<RegionId> withConsumers(Collection<RegionId> regions) {
        var found = new TreeSet<>(regions);
        var queue = new ArrayDeque<>(found);
        boolean[] expanded = new boolean[graph.jobGraph().edges().size()];
        while (!queue.isEmpty()) {
            for (Link link : outputs(queue.remove())) {
                // All producers of an all-to-all edge have the same consumers: once is enough.
                boolean allToAll = graph.channels(link.edge()).pattern().allToAll;
                if (allToAll && expanded[link.edge()]) continue;
                expanded[link.edge()] = true;
                var next = new TreeSet<RegionId>();
                addRegions(link.others(), next);
                for (RegionId id : next) if (found.add(id)) queue.add(id);
            }
        }
        return found;
    }

    private void addRegions(VertexRange range, Collection<RegionId> found) {
        int last = -1;
        for (int s = range.subtasks().first(); s < range.subtasks().end(); s++) {
            int region = regionOf[graph.number(range.vertex(), s)];
            if (region != last) found.add(ids.get(region));
            last = region;
        }
    }
}
