// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.graph;

import io.penstock.core.program.Plan;
import io.penstock.core.program.PlanEdge;
import io.penstock.core.program.PlanNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The graphs of many evaluations of one program, which are one and the same unless the program is at fault: whatever a
 * graph is made of is compared first, and only a plan that differs in any of it gets a graph of its own. Of a thousand
 * tasks, each with an evaluation of its own, one thus pays for ids, checks and fingerprint. Used by one thread.
 */
public final class GraphMemory {
    private final int defaultParallelism;
    private @Nullable Plan plan;
    private @Nullable JobGraph graph;
    private List<NodeShape> shapes = List.of();

    /** What of a node's operator a graph tells, and what its source answers. */
    private record NodeShape(String details, boolean bounded, int parallelismMax) {
        static NodeShape of(PlanNode node) {
            return new NodeShape(OperatorDetails.of(node), Sources.bounded(node), Sources.maxParallelism(node));
        }
    }

    /** {@code defaultParallelism} as {@link JobGraphBuilder#build} has it. */
    public GraphMemory(int defaultParallelism) {
        this.defaultParallelism = defaultParallelism;
    }

    /** The graph of a plan, as {@link JobGraphBuilder#build} makes it; runs user code of sources. */
    public JobGraph graph(Plan next) {
        JobGraph known = graph;
        if (known != null && isLikeThePlan(next)) return known;
        JobGraph built = JobGraphBuilder.build(next, defaultParallelism);
        remember(next, built);
        return built;
    }

    /** A plan whose graph is known already. */
    public void remember(Plan known, JobGraph itsGraph) {
        plan = known;
        graph = itsGraph;
        shapes = shapes(known);
    }

    private boolean isLikeThePlan(Plan next) {
        Plan last = Objects.requireNonNull(plan);
        if (!last.name().equals(next.name())
                || last.mode() != next.mode()
                || last.parallelism() != next.parallelism()
                || last.maxParallelism() != next.maxParallelism()
                || !last.options().equals(next.options())
                || last.nodes().size() != next.nodes().size()
                || last.edges().size() != next.edges().size()
                || !serialized(last).equals(serialized(next))) return false;
        for (int i = 0; i < last.nodes().size(); i++) {
            if (!isLike(last.nodes().get(i), next.nodes().get(i))) return false;
        }
        for (int i = 0; i < last.edges().size(); i++) {
            if (!isLike(last.edges().get(i), next.edges().get(i))) return false;
        }
        return shapes.equals(shapes(next));
    }

    private static boolean isLike(PlanNode a, PlanNode b) {
        return a.id() == b.id()
                && a.spec().getClass() == b.spec().getClass()
                && a.name().equals(b.name())
                && Objects.equals(a.uid(), b.uid())
                && a.parallelism() == b.parallelism()
                && a.maxParallelism() == b.maxParallelism()
                && Objects.equals(a.slotSharingGroup(), b.slotSharingGroup())
                && a.profile().equals(b.profile())
                && a.chaining() == b.chaining()
                && a.blocking() == b.blocking()
                && a.recordType() == b.recordType();
    }

    private static boolean isLike(PlanEdge a, PlanEdge b) {
        return a.source() == b.source()
                && a.target() == b.target()
                && a.input() == b.input()
                && a.partitioning().getClass() == b.partitioning().getClass()
                && Objects.equals(a.sideOutput(), b.sideOutput())
                && a.explicit() == b.explicit();
    }

    private static List<Class<?>> serialized(Plan plan) {
        var types = new ArrayList<Class<?>>(plan.serializers().size());
        plan.serializers().forEach(serializer -> types.add(serializer.type()));
        return types;
    }

    private static List<NodeShape> shapes(Plan plan) {
        var shapes = new ArrayList<NodeShape>(plan.nodes().size());
        for (PlanNode node : plan.nodes()) shapes.add(NodeShape.of(node));
        return shapes;
    }
}
