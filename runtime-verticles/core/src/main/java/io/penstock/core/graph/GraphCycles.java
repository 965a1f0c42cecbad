// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Proves that a graph has no cycle, and that its pipelined parts do not wait for each other in a circle. */
final class GraphCycles {
    private GraphCycles() {}

    /** Vertices must be in topological order; if they are not, says whether that is a cycle or only the order. */
    static void check(JobGraph graph) {
        List<int[]> links = graph.edges().stream()
                .map(e -> new int[] {e.source(), e.target()})
                .toList();
        List<Integer> rest = unordered(graph.vertices().size(), links);
        JobGraphs.check(rest.isEmpty(), null, "a cycle through " + names(graph, rest));
        for (JobEdge e : graph.edges()) {
            JobGraphs.check(
                    e.source() < e.target(),
                    graph.vertices().get(e.target()),
                    "it stands before its producer '"
                            + graph.vertices().get(e.source()).name() + "': vertices must be in topological order");
        }
    }

    /**
     * Vertices joined by pipelined edges run together, and wait until the blocking partitions that they read are
     * complete. Checked on whole vertices: stricter than subtask by subtask, but independent of the parallelism.
     */
    static void checkRegions(JobGraph graph) {
        int count = graph.vertices().size();
        var parts = new DisjointSets(count);
        for (JobEdge e : graph.edges()) if (e.type() == ExchangeType.PIPELINED) parts.join(e.source(), e.target());
        List<int[]> links = graph.edges().stream()
                .filter(e -> e.type() == ExchangeType.BLOCKING)
                .map(e -> new int[] {parts.find(e.source()), parts.find(e.target())})
                .toList();
        List<Integer> rest = unordered(count, links);
        JobGraphs.check(
                rest.isEmpty(),
                null,
                "what must run together with " + names(graph, rest) + " waits for its own blocking output");
    }

    /** The nodes that no topological order reaches: those on cycles, and behind them. */
    private static List<Integer> unordered(int count, List<int[]> links) {
        int[] open = new int[count];
        List<List<Integer>> targets = new ArrayList<>();
        for (int i = 0; i < count; i++) targets.add(new ArrayList<>());
        for (int[] link : links) {
            targets.get(link[0]).add(link[1]);
            open[link[1]]++;
        }
        List<Integer> ready = new ArrayList<>();
        for (int i = 0; i < count; i++) if (open[i] == 0) ready.add(i);
        for (int next = 0; next < ready.size(); next++) {
            for (int target : targets.get(ready.get(next))) if (--open[target] == 0) ready.add(target);
        }
        List<Integer> rest = new ArrayList<>();
        for (int i = 0; i < count; i++) if (open[i] > 0) rest.add(i);
        return rest;
    }

    private static String names(JobGraph graph, List<Integer> vertices) {
        return vertices.stream()
                .map(i -> "'" + graph.vertices().get(i).name() + "'")
                .collect(Collectors.joining(", "));
    }
}
