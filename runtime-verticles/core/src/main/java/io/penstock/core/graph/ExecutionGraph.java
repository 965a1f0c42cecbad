// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A job graph expanded to subtasks: the fixed part, without attempts and states. Subtasks are numbered through, vertex
 * by vertex, so that what there is one of per subtask fits into an array. Immutable; size grows with the number of
 * subtasks, edges stay grouped.
 */
public final class ExecutionGraph {
    private final JobGraph jobGraph;

    /** By vertex: the number of its first subtask; one more at the end. */
    private final int[] firsts;

    private final List<List<JobEdge>> inputs;
    private final List<List<JobEdge>> outputs;
    private final List<ChannelMap> channels;
    private final Regions regions;

    private ExecutionGraph(JobGraph jobGraph) {
        int vertices = jobGraph.vertices().size();
        this.jobGraph = jobGraph;
        this.firsts = new int[vertices + 1];
        this.inputs = lists(vertices);
        this.outputs = lists(vertices);
        this.channels =
                jobGraph.edges().stream().map(e -> ChannelMap.of(jobGraph, e)).toList();
        for (int v = 0; v < vertices; v++) {
            firsts[v + 1] = firsts[v] + jobGraph.vertices().get(v).parallelism();
        }
        for (JobEdge e : jobGraph.edges()) {
            inputs.get(e.target()).add(e);
            outputs.get(e.source()).add(e);
        }
        this.regions = new Regions(this);
    }

    private static List<List<JobEdge>> lists(int count) {
        List<List<JobEdge>> lists = new ArrayList<>();
        for (int i = 0; i < count; i++) lists.add(new ArrayList<>());
        return lists;
    }

    /**
     * Expands a graph.
     *
     * @param jobGraph a valid one, see {@link JobGraphs#validate}
     */
    public static ExecutionGraph of(JobGraph jobGraph) {
        return new ExecutionGraph(jobGraph);
    }

    /** What it was made of. */
    public JobGraph jobGraph() {
        return jobGraph;
    }

    /** Number of subtasks of all vertices. */
    public int subtasks() {
        return firsts[firsts.length - 1];
    }

    /** The number of a subtask, in {@code [0, subtasks())}. */
    public int number(int vertex, int subtask) {
        return firsts[vertex] + subtask;
    }

    /** The number of a subtask, in {@code [0, subtasks())}. */
    public int number(SubtaskId id) {
        return number(id.vertex(), id.subtask());
    }

    /** The subtask of a number. */
    public SubtaskId subtask(int number) {
        int vertex = vertexOf(number);
        return new SubtaskId(vertex, number - firsts[vertex]);
    }

    /** The vertex that a subtask belongs to. */
    public int vertexOf(int number) {
        int low = 0;
        int high = firsts.length - 1;
        while (high - low > 1) {
            int middle = (low + high) >>> 1;
            if (firsts[middle] <= number) low = middle;
            else high = middle;
        }
        return low;
    }

    /** The edges into a vertex. */
    public List<JobEdge> inputs(int vertex) {
        return Collections.unmodifiableList(inputs.get(vertex));
    }

    /** The edges out of a vertex. */
    public List<JobEdge> outputs(int vertex) {
        return Collections.unmodifiableList(outputs.get(vertex));
    }

    /** Which subtasks an edge connects. */
    public ChannelMap channels(int edge) {
        return channels.get(edge);
    }

    /** The pipelined regions. */
    public Regions regions() {
        return regions;
    }
}
