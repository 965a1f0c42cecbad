// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.job;

import io.penstock.core.checkpoint.SavepointFit;
import io.penstock.core.graph.ExchangePattern;
import io.penstock.core.graph.JobEdge;
import io.penstock.core.graph.JobGraph;
import io.penstock.core.graph.JobGraphs;
import io.penstock.core.graph.JobVertex;
import io.penstock.core.message.ParallelismRange;
import io.penstock.core.message.SlotRequirement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How parallel the vertices of a job shall become: what was asked for, or as much of it as there are slots for.
 * Vertices that nobody named stay as they are.
 */
final class RescalePlan {
    private final JobGraph graph;
    private final List<Integer> lower;
    private final List<Integer> target;

    /** For ranges with which there is no {@link #problem}. */
    RescalePlan(JobGraph graph, List<ParallelismRange> asked) {
        this.graph = graph;
        this.lower = new ArrayList<>(JobGraphs.parallelism(graph));
        this.target = new ArrayList<>(JobGraphs.parallelism(graph));
        for (ParallelismRange range : asked) {
            int vertex = index(graph, range.vertexId());
            lower.set(vertex, range.lower());
            target.set(vertex, range.upper());
        }
    }

    /** What is wrong with what is asked for, in words; empty if nothing is. */
    static String problem(JobGraph graph, List<ParallelismRange> asked) {
        if (asked.isEmpty()) return "no vertex is named; name at least one, with lowerBound and upperBound";
        for (ParallelismRange range : asked) {
            int vertex = index(graph, range.vertexId());
            if (vertex < 0) return "the job has no vertex " + range.vertexId();
            String problem = problem(graph.vertices().get(vertex), range);
            if (!problem.isEmpty()) return problem;
        }
        List<Integer> target = new RescalePlan(graph, asked).target();
        for (JobEdge edge : graph.edges()) {
            if (edge.pattern() != ExchangePattern.FORWARD) continue;
            int from = target.get(edge.source());
            int to = target.get(edge.target());
            if (from == to) continue;
            return "'" + graph.vertices().get(edge.source()).name() + "' sends each subtask's records to the same"
                    + " subtask of '" + graph.vertices().get(edge.target()).name()
                    + "', so both must be equally parallel, not " + from + " and " + to;
        }
        return "";
    }

    /**
     * Whether a subtask of that vertex that had finished would no longer have all of its work behind it: its keys or
     * its input would be other ones. A source's splits remember themselves how far they are.
     */
    static boolean moves(JobGraph graph, List<Integer> target, JobVertex vertex) {
        if (SavepointFit.endsInParts(vertex)) return false;
        if (changes(graph, target, vertex.index())) return true;
        for (JobEdge edge : graph.edges()) {
            // Over an all-to-all exchange a subtask finishes only when all that feed it have.
            boolean inPairs = edge.target() == vertex.index() && !edge.pattern().allToAll;
            if (inPairs && changes(graph, target, edge.source())) return true;
        }
        return false;
    }

    private static boolean changes(JobGraph graph, List<Integer> target, int vertex) {
        return target.get(vertex) != graph.vertices().get(vertex).parallelism();
    }

    private static String problem(JobVertex vertex, ParallelismRange range) {
        if (range.lower() < 1 || range.lower() > range.upper()) {
            return "'" + vertex.name() + "': lowerBound must be from 1 to upperBound, not " + range.lower() + " with "
                    + range.upper();
        }
        if (range.upper() > vertex.parallelismMax()) {
            return "'" + vertex.name() + "' can be at most " + vertex.parallelismMax() + " parallel, not "
                    + range.upper();
        }
        return "";
    }

    private static int index(JobGraph graph, String vertexId) {
        for (JobVertex vertex : graph.vertices()) if (vertex.vertexId().equals(vertexId)) return vertex.index();
        return -1;
    }

    /** By vertex, as it is. */
    List<Integer> from() {
        return JobGraphs.parallelism(graph);
    }

    /** By vertex, as it shall be. */
    List<Integer> target() {
        return List.copyOf(target);
    }

    boolean changesNothing() {
        return target.equals(from());
    }

    /** The slots that it needs. */
    List<SlotRequirement> needs() {
        return SlotSharing.needs(JobGraphs.withParallelism(graph, target));
    }

    /** Makes the widest smaller until so many slots less are needed; tells whether the lower bounds allow that. */
    boolean saveSlots(int count) {
        int slotsMax = slots() - count;
        while (slots() > slotsMax) if (!narrow()) return false;
        return true;
    }

    private int slots() {
        return widths().values().stream().mapToInt(Integer::intValue).sum();
    }

    /** By slot sharing group. */
    private Map<String, Integer> widths() {
        Map<String, Integer> widths = new TreeMap<>();
        for (JobVertex v : graph.vertices()) widths.merge(v.slotSharingGroup(), target.get(v.index()), Math::max);
        return widths;
    }

    private boolean narrow() {
        Map<String, Integer> widths = widths();
        List<String> widestFirst = new ArrayList<>(widths.keySet());
        widestFirst.sort((a, b) -> Integer.compare(widths.getOrDefault(b, 0), widths.getOrDefault(a, 0)));
        for (String group : widestFirst) if (narrow(group, widths.getOrDefault(group, 0))) return true;
        return false;
    }

    private boolean narrow(String group, int width) {
        List<Integer> narrower = new ArrayList<>(target);
        for (JobVertex v : graph.vertices()) {
            if (v.slotSharingGroup().equals(group) && target.get(v.index()) == width)
                narrower.set(v.index(), width - 1);
        }
        for (boolean changed = true; changed; ) {
            changed = false;
            for (JobEdge edge : graph.edges()) {
                if (edge.pattern() != ExchangePattern.FORWARD) continue;
                int common = Math.min(narrower.get(edge.source()), narrower.get(edge.target()));
                changed |= narrower.set(edge.source(), common) != common;
                changed |= narrower.set(edge.target(), common) != common;
            }
        }
        for (int v = 0; v < narrower.size(); v++) if (narrower.get(v) < lower.get(v)) return false;
        for (int v = 0; v < narrower.size(); v++) target.set(v, narrower.get(v));
        return true;
    }
}
