// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.graph;

import io.penstock.core.program.Plan;
import io.penstock.core.program.PlanEdge;
import io.penstock.core.program.PlanNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which operators run as one task. A chain is a tree: every member but the head has exactly one input, which comes from
 * another member. Operators that may block chain only with their like, so that nobody else leaves the cooperative
 * scheduler because of them.
 */
final class Chains {
    /** By plan node: the edge by which it hangs on its chain; null for heads. */
    private final @Nullable PlanEdge[] links;

    private final int[] vertices;
    private final List<List<Integer>> members = new ArrayList<>();

    private Chains(int nodes) {
        links = new PlanEdge[nodes];
        vertices = new int[nodes];
    }

    static Chains of(ResolvedPlan resolved) {
        var chains = new Chains(resolved.plan().nodes().size());
        ExchangePattern[] intoOnly = soleInputPatterns(resolved);
        for (int id : resolved.order()) chains.place(resolved, id, intoOnly[id]);
        return chains;
    }

    /** By node: the pattern of its only input edge; null if it has none or several. */
    private static @Nullable ExchangePattern[] soleInputPatterns(ResolvedPlan resolved) {
        Plan plan = resolved.plan();
        @Nullable ExchangePattern[] patterns = new ExchangePattern[plan.nodes().size()];
        for (int i = 0; i < plan.edges().size(); i++) {
            int target = plan.edges().get(i).target();
            if (resolved.inputs(target).size() == 1) patterns[target] = resolved.pattern(i);
        }
        return patterns;
    }

    private void place(ResolvedPlan resolved, int id, @Nullable ExchangePattern pattern) {
        if (pattern == ExchangePattern.FORWARD) {
            PlanEdge edge = resolved.inputs(id).get(0);
            if (mayChain(resolved, edge)) {
                links[id] = edge;
                vertices[id] = vertices[edge.source()];
                members.get(vertices[id]).add(id);
                return;
            }
        }
        vertices[id] = members.size();
        members.add(new ArrayList<>(List.of(id)));
    }

    private static boolean mayChain(ResolvedPlan resolved, PlanEdge edge) {
        PlanNode up = resolved.plan().nodes().get(edge.source());
        PlanNode down = resolved.plan().nodes().get(edge.target());
        var above = resolved.settings(up.id());
        var below = resolved.settings(down.id());
        return down.spec().inputs() == 1
                && up.chaining() != PlanNode.Chaining.NEVER
                && down.chaining() == PlanNode.Chaining.ALWAYS
                && up.blocking() == down.blocking()
                && above.parallelism() == below.parallelism()
                && above.maxParallelism() == below.maxParallelism()
                && above.slotSharingGroup().equals(below.slotSharingGroup());
    }

    /** Number of chains; each becomes a vertex, in topological order. */
    int count() {
        return members.size();
    }

    /** Plan nodes of a chain, the head first, producers before consumers. */
    List<Integer> members(int vertex) {
        return members.get(vertex);
    }

    int vertexOf(int node) {
        return vertices[node];
    }

    boolean isChained(PlanEdge edge) {
        return links[edge.target()] != null;
    }

    /** The edge by which a node hangs on its chain; empty for heads. */
    Optional<PlanEdge> edgeInto(int node) {
        return Optional.ofNullable(links[node]);
    }
}
