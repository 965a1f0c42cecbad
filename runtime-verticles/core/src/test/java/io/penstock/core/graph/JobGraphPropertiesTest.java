// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.core.program.OperatorSpec;
import io.penstock.core.program.Plan;
import io.penstock.core.program.PlanEdge;
import io.penstock.core.program.PlanNode;
import io.penstock.core.program.ProgramEvaluator;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Laws that hold for the graph of every plan. */
class JobGraphPropertiesTest {
    private static final int SEEDS = 1_000;

    private static Plan plan(long seed) {
        return ProgramEvaluator.evaluate(new RandomPlans(seed), List.of());
    }

    @Test
    void everyPlanGivesAGraphThatKeepsTheLaws() {
        for (long seed = 0; seed < SEEDS; seed++) {
            Plan plan = plan(seed);
            JobGraph graph = JobGraphBuilder.build(plan, 3);
            try {
                JobGraphs.validate(graph);
                eachNodeIsInOneVertex(plan, graph);
                chainsAreTreesOfForwardEdges(plan, graph);
                exchangesAreThePlansOtherEdges(plan, graph);
                regionsDoNotWaitForThemselves(graph);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + graph, e);
            }
        }
    }

    @Test
    void evaluatingTwiceGivesTheSameGraphAndAnotherProgramAnother() {
        var fingerprints = new TreeSet<String>();
        int distinct = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            JobGraph first = JobGraphBuilder.build(plan(seed), 3);
            JobGraph second = JobGraphBuilder.build(plan(seed), 3);
            assertThat(second).as("seed %d", seed).isEqualTo(first);
            assertThat(GraphDiff.firstDifference(first, second)).isEmpty();
            JobGraph other = JobGraphBuilder.build(plan(seed + SEEDS), 3);
            boolean same = first.fingerprint().equals(other.fingerprint());
            assertThat(GraphDiff.firstDifference(first, other).isEmpty()).isEqualTo(same);
            GraphDiff.firstDifference(first, other)
                    .ifPresent(words -> assertThat(words).doesNotContain("fingerprints only"));
            if (fingerprints.add(first.fingerprint())) distinct++;
        }
        assertThat(distinct).isGreaterThan(SEEDS * 9 / 10);
    }

    private static void eachNodeIsInOneVertex(Plan plan, JobGraph graph) {
        List<Integer> found = new ArrayList<>();
        for (JobVertex v : graph.vertices()) for (OperatorNode o : v.operators()) found.add(o.planNode());
        assertThat(found).doesNotHaveDuplicates().hasSize(plan.nodes().size());
    }

    private static void chainsAreTreesOfForwardEdges(Plan plan, JobGraph graph) {
        for (JobVertex v : graph.vertices()) {
            for (OperatorNode o : v.operators().subList(1, v.operators().size())) {
                PlanNode node = plan.nodes().get(o.planNode());
                assertThat(node.spec().inputs()).isEqualTo(1);
                assertThat(node.chaining()).isEqualTo(PlanNode.Chaining.ALWAYS);
                assertThat(node.blocking()).isEqualTo(v.blocking());
                int producer = v.operators().get(o.chainInput()).planNode();
                assertThat(plan.edges())
                        .filteredOn(e -> e.target() == node.id())
                        .extracting(PlanEdge::source)
                        .containsExactly(producer);
            }
        }
    }

    private static void exchangesAreThePlansOtherEdges(Plan plan, JobGraph graph) {
        int chained = graph.vertices().stream()
                .mapToInt(v -> v.operators().size() - 1)
                .sum();
        assertThat(graph.edges()).hasSize(plan.edges().size() - chained);
        List<PlanEdge> planEdges = JobGraphs.planEdges(plan, graph);
        for (JobEdge e : graph.edges()) {
            PlanEdge origin = planEdges.get(e.index());
            OperatorNode from = graph.vertices().get(e.source()).operators().get(e.sourceOperator());
            OperatorNode to = graph.vertices().get(e.target()).operators().get(0);
            assertThat(from.planNode()).isEqualTo(origin.source());
            assertThat(to.planNode()).isEqualTo(origin.target());
            assertThat(e.input()).isEqualTo(origin.input());
            boolean keyed = plan.nodes().get(to.planNode()).spec() instanceof OperatorSpec.ReduceSpec;
            if (keyed) assertThat(e.pattern()).isEqualTo(ExchangePattern.HASH);
        }
    }

    /** Kahn's order over the regions themselves must reach all of them. */
    private static void regionsDoNotWaitForThemselves(JobGraph graph) {
        Regions regions = ExecutionGraph.of(graph).regions();
        int[] open = new int[regions.count()];
        List<RegionId> ready = new ArrayList<>();
        int members = 0;
        for (RegionId id : regions.all()) {
            members += regions.members(id).size();
            open[id.index()] = regions.producersOf(id).size();
            if (open[id.index()] == 0) ready.add(id);
            for (RegionId producer : regions.producersOf(id)) {
                assertThat(regions.consumersOf(producer)).contains(id);
            }
        }
        for (int next = 0; next < ready.size(); next++) {
            for (RegionId consumer : regions.consumersOf(ready.get(next))) {
                if (--open[consumer.index()] == 0) ready.add(consumer);
            }
        }
        assertThat(ready).hasSize(regions.count());
        assertThat(members)
                .isEqualTo(graph.vertices().stream()
                        .mapToInt(JobVertex::parallelism)
                        .sum());
    }
}
