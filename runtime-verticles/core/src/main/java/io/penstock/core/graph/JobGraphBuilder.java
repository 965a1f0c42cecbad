// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.graph;

import io.penstock.core.program.Plan;
import io.penstock.core.program.PlanEdge;
import io.penstock.core.program.PlanNode;
import io.penstock.core.program.ProgramException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Turns a plan into a validated job graph: resolves what the author left open, chains operators into vertices, and
 * makes exchanges of the edges between them. The same plan gives the same graph in every JVM.
 */
public final class JobGraphBuilder {
    private final Plan plan;
    private final ResolvedPlan resolved;
    private final Chains chains;
    private final String[] operatorIds;

    private JobGraphBuilder(Plan plan, int defaultParallelism) {
        this.plan = plan;
        this.resolved = ResolvedPlan.of(plan, defaultParallelism);
        this.chains = Chains.of(resolved);
        this.operatorIds = OperatorIds.of(resolved);
    }

    /**
     * The graph of a plan. Whether its records can travel is for others to say.
     *
     * @param defaultParallelism for operators to which neither the author of the operator nor of the job gave one; at
     *     least 1
     * @throws ProgramException if the plan makes no sense, naming operator and remedy
     */
    public static JobGraph build(Plan plan, int defaultParallelism) {
        return new JobGraphBuilder(plan, defaultParallelism).graph();
    }

    private JobGraph graph() {
        List<JobVertex> vertices = new ArrayList<>();
        for (int index = 0; index < chains.count(); index++) vertices.add(vertex(index));
        List<JobEdge> edges = edges(vertices);
        boolean batch = resolved.batch();
        var options = Collections.unmodifiableSortedMap(new TreeMap<>(plan.options()));
        String fingerprint = Fingerprints.of(batch, options, vertices, edges);
        var graph = new JobGraph(plan.name(), batch, options, List.copyOf(vertices), List.copyOf(edges), fingerprint);
        JobGraphs.validate(graph);
        return graph;
    }

    private JobVertex vertex(int index) {
        List<Integer> members = chains.members(index);
        int head = members.get(0);
        var settings = resolved.settings(head);
        var profile = members.stream()
                .map(n -> plan.nodes().get(n).profile())
                .reduce((a, b) -> a.plus(b))
                .orElseThrow();
        int inputs = plan.nodes().get(head).spec().inputs();
        return new JobVertex(
                index,
                operatorIds[head],
                ChainNames.of(plan, chains, members),
                settings.parallelism(),
                settings.maxParallelism(),
                settings.slotSharingGroup(),
                profile,
                members.stream().map(n -> operator(n, members)).toList(),
                inputs,
                inputs == 0,
                settings.bounded(),
                plan.nodes().get(head).blocking(),
                Math.min(
                        settings.maxParallelism(),
                        Sources.maxParallelism(plan.nodes().get(head))));
    }

    private OperatorNode operator(int id, List<Integer> members) {
        PlanNode node = plan.nodes().get(id);
        Optional<PlanEdge> into = chains.edgeInto(id);
        return new OperatorNode(
                id,
                operatorIds[id],
                node.name(),
                node.uid(),
                node.spec().kind(),
                into.map(e -> members.indexOf(e.source())).orElse(-1),
                into.map(PlanEdge::sideOutput).orElse(null),
                OperatorDetails.of(node) + serializers(node));
    }

    /** The classes that the job serializes itself, told at each source: all must agree on them. */
    private String serializers(PlanNode node) {
        if (plan.serializers().isEmpty() || node.spec().inputs() > 0) return "";
        return " serializers="
                + plan.serializers().stream().map(s -> s.type().getTypeName()).toList();
    }

    /** In order of the plan's edges, so that {@link JobGraphs#planEdges} can find the way back. */
    private List<JobEdge> edges(List<JobVertex> vertices) {
        int[] inputEdges = new int[vertices.size()];
        for (PlanEdge e : plan.edges()) {
            if (!chains.isChained(e)) inputEdges[chains.vertexOf(e.target())]++;
        }
        List<JobEdge> edges = new ArrayList<>();
        for (int i = 0; i < plan.edges().size(); i++) {
            PlanEdge e = plan.edges().get(i);
            if (chains.isChained(e)) continue;
            int source = chains.vertexOf(e.source());
            int target = chains.vertexOf(e.target());
            edges.add(new JobEdge(
                    edges.size(),
                    source,
                    chains.members(source).indexOf(e.source()),
                    e.sideOutput(),
                    target,
                    e.input(),
                    resolved.pattern(i),
                    exchangeType(resolved.pattern(i), inputEdges[target])));
        }
        return edges;
    }

    /**
     * In batch only an edge that is its target's sole input is pipelined, and only if it is point-wise. Then pipelined
     * edges form trees, blocking edges enter at the roots, and no region can come to wait for itself: a region that did
     * would need a directed cycle.
     */
    private ExchangeType exchangeType(ExchangePattern pattern, int edgesIntoTarget) {
        boolean pipelined = !resolved.batch() || (!pattern.allToAll && edgesIntoTarget == 1);
        return pipelined ? ExchangeType.PIPELINED : ExchangeType.BLOCKING;
    }
}
