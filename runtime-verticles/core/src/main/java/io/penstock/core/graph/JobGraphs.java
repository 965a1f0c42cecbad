// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.graph;

import io.penstock.core.program.Plan;
import io.penstock.core.program.PlanEdge;
import io.penstock.core.program.ProgramException;
import io.penstock.core.program.ProgramLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Checks of job graphs, also those that another node sent, and the way back from a graph to its plan. */
public final class JobGraphs {
    private JobGraphs() {}

    /**
     * Proves that a graph is one that can be run.
     *
     * @throws ProgramException with the first thing that is wrong
     */
    public static void validate(JobGraph graph) {
        check(!graph.vertices().isEmpty(), null, "the graph has no vertices");
        var ids = new TreeMap<String, String>();
        var uids = new TreeMap<String, String>();
        for (int i = 0; i < graph.vertices().size(); i++) {
            JobVertex v = graph.vertices().get(i);
            check(v.index() == i, v, "it has index " + v.index() + " at position " + i);
            checkVertex(v);
            checkOperators(v, ids, uids);
        }
        for (int i = 0; i < graph.edges().size(); i++) checkEdge(graph, i);
        GraphCycles.check(graph);
        checkInputs(graph);
        GraphCycles.checkRegions(graph);
        check(
                graph.fingerprint()
                        .equals(Fingerprints.of(graph.batch(), graph.options(), graph.vertices(), graph.edges())),
                null,
                "the fingerprint does not match the structure");
    }

    /** The graph with its fingerprint made anew: for graphs that are built by hand. */
    public static JobGraph withFingerprint(JobGraph graph) {
        return new JobGraph(
                graph.name(),
                graph.batch(),
                graph.options(),
                graph.vertices(),
                graph.edges(),
                Fingerprints.of(graph.batch(), graph.options(), graph.vertices(), graph.edges()));
    }

    /** How parallel each vertex is. */
    public static List<Integer> parallelism(JobGraph graph) {
        return graph.vertices().stream().map(JobVertex::parallelism).toList();
    }

    /**
     * The same structure with other numbers of subtasks, under the fingerprint of the program: what is compared between
     * evaluations is what the program says.
     *
     * @param parallelism by vertex
     */
    public static JobGraph withParallelism(JobGraph graph, List<Integer> parallelism) {
        if (parallelism.equals(parallelism(graph))) return graph;
        List<JobVertex> vertices = new ArrayList<>();
        for (JobVertex v : graph.vertices()) vertices.add(v.withParallelism(parallelism.get(v.index())));
        return new JobGraph(
                graph.name(),
                graph.batch(),
                graph.options(),
                List.copyOf(vertices),
                graph.edges(),
                graph.fingerprint());
    }

    /** The operator id that an operator with this uid has in any job. */
    public static String operatorIdOfUid(String uid) {
        return OperatorIds.idOfUid(uid);
    }

    /**
     * For each edge of the graph the plan's edge that it was made of, with the functions that partition.
     *
     * @param plan the one that {@code graph} was built from, or another evaluation with the same fingerprint
     */
    public static List<PlanEdge> planEdges(Plan plan, JobGraph graph) {
        int[] chainInputs = new int[plan.nodes().size()];
        for (JobVertex v : graph.vertices()) {
            for (OperatorNode o : v.operators()) chainInputs[o.planNode()] = o.chainInput();
        }
        List<PlanEdge> exchanges = new ArrayList<>();
        for (PlanEdge e : plan.edges()) if (chainInputs[e.target()] < 0) exchanges.add(e);
        if (exchanges.size() != graph.edges().size()) {
            throw new IllegalArgumentException("the graph was not built from this plan");
        }
        return exchanges;
    }

    static void check(boolean holds, @Nullable JobVertex vertex, String problem) {
        if (!holds) throw new ProgramException("invalid job graph: " + problem, name(vertex), null, null);
    }

    private static @Nullable String name(@Nullable JobVertex vertex) {
        return vertex == null ? null : vertex.name();
    }

    private static void checkVertex(JobVertex v) {
        check(
                v.maxParallelism() >= 1 && v.maxParallelism() <= KeyGroups.COUNT_MAX,
                v,
                "max parallelism must be from 1 to " + KeyGroups.COUNT_MAX + ", not " + v.maxParallelism());
        check(
                v.parallelism() >= 1 && v.parallelism() <= ProgramLimits.PARALLELISM_MAX,
                v,
                "parallelism must be from 1 to " + ProgramLimits.PARALLELISM_MAX + ", not " + v.parallelism());
        check(
                v.parallelism() <= v.maxParallelism(),
                v,
                "parallelism " + v.parallelism() + " exceeds max parallelism " + v.maxParallelism());
        check(!v.slotSharingGroup().isBlank(), v, "the slot sharing group is blank");
        check(v.inputs() >= 0 && v.inputs() <= 2, v, "a vertex has 0, 1 or 2 inputs, not " + v.inputs());
        check(v.source() == (v.inputs() == 0), v, "a vertex is a source if and only if it has no inputs");
        check(!v.operators().isEmpty(), v, "it has no operators");
        check(
                v.vertexId().equals(v.operators().get(0).operatorId()),
                v,
                "its id " + v.vertexId() + " is not that of its first operator");
    }

    private static void checkOperators(JobVertex v, Map<String, String> ids, Map<String, String> uids) {
        for (int i = 0; i < v.operators().size(); i++) {
            OperatorNode o = v.operators().get(i);
            check(o.operatorId().matches("[0-9a-f]{32}"), v, "'" + o.operatorId() + "' is not 32 hex digits");
            check(
                    i == 0 ? o.chainInput() == -1 : o.chainInput() >= 0 && o.chainInput() < i,
                    v,
                    "operator '" + o.name() + "' at " + i + " is chained to " + o.chainInput());
            String sameId = ids.put(o.operatorId(), o.name());
            check(sameId == null, v, "operators '" + sameId + "' and '" + o.name() + "' have the same id");
            if (o.uid() == null) continue;
            String sameUid = uids.put(o.uid(), o.name());
            check(
                    sameUid == null,
                    v,
                    "operators '" + sameUid + "' and '" + o.name() + "' have the same uid '" + o.uid() + "'");
        }
    }

    private static void checkEdge(JobGraph graph, int position) {
        JobEdge e = graph.edges().get(position);
        String what = "edge " + position;
        check(e.index() == position, null, what + " has index " + e.index());
        checkEnd(graph, what + " comes from", e.source());
        checkEnd(graph, what + " leads to", e.target());
        JobVertex source = graph.vertices().get(e.source());
        JobVertex target = graph.vertices().get(e.target());
        check(
                e.sourceOperator() >= 0
                        && e.sourceOperator() < source.operators().size(),
                source,
                what + " comes from operator " + e.sourceOperator() + ", of which there are "
                        + source.operators().size());
        check(
                e.input() >= 0 && e.input() < target.inputs(),
                target,
                what + " enters input " + e.input() + ", of which there are " + target.inputs());
        check(
                e.pattern() != ExchangePattern.FORWARD || source.parallelism() == target.parallelism(),
                target,
                what + " is forward, from parallelism " + source.parallelism() + " to " + target.parallelism());
        check(
                e.type() == ExchangeType.PIPELINED || graph.batch(),
                target,
                what + " is blocking, but the job is not a batch job");
    }

    private static void checkEnd(JobGraph graph, String what, int index) {
        int count = graph.vertices().size();
        check(
                index >= 0 && index < count,
                null,
                what + " vertex " + index + ", which does not exist: there are " + count);
    }

    private static void checkInputs(JobGraph graph) {
        int[] seen = new int[graph.vertices().size()];
        for (JobEdge e : graph.edges()) seen[e.target()] |= 1 << e.input();
        for (JobVertex v : graph.vertices()) {
            check(seen[v.index()] == (1 << v.inputs()) - 1, v, "an input has no edge");
        }
    }
}
