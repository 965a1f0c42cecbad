// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.graph;

import static io.penstock.core.program.TestSources.bounded;
import static io.penstock.core.program.TestSources.single;
import static io.penstock.core.program.TestSources.sink;
import static io.penstock.core.program.TestSources.unbounded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.api.DataStream;
import io.penstock.api.JobBuilder;
import io.penstock.api.JobProgram;
import io.penstock.api.ResourceProfile;
import io.penstock.api.function.Aggregates;
import io.penstock.core.program.Plan;
import io.penstock.core.program.ProgramEvaluator;
import io.penstock.core.program.ProgramException;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobGraphBuilderTest {
    private static DataStream<String> lines(JobBuilder job) {
        return job.source("lines", bounded());
    }

    private static JobGraph graph(int parallelism, JobProgram program) {
        return JobGraphBuilder.build(ProgramEvaluator.evaluate(program, List.of()), parallelism);
    }

    @Test
    void wordCountBecomesTwoVerticesJoinedByAHashExchange() {
        JobGraph graph = graph(
                4,
                job -> lines(job)
                        .<String>flatMap((line, out) -> out.collect(line))
                        .keyBy(w -> w)
                        .aggregate(Aggregates.counting())
                        .sinkTo("out", sink()));
        assertThat(graph.batch()).isTrue();
        assertThat(graph.vertices())
                .extracting(JobVertex::name)
                .containsExactly("lines -> flatMap", "aggregate -> out");
        assertThat(graph.edges())
                .containsExactly(new JobEdge(0, 0, 1, null, 1, 0, ExchangePattern.HASH, ExchangeType.BLOCKING));
        assertThat(graph.vertices()).extracting(JobVertex::maxParallelism).containsExactly(128, 128);
    }

    @Test
    void aChainForks() {
        JobGraph graph = graph(2, job -> {
            var mapped = lines(job).map(String::length);
            mapped.filter(n -> n > 1).sinkTo("long", sink());
            mapped.sinkTo("all", sink());
        });
        assertThat(graph.vertices()).hasSize(1);
        assertThat(graph.vertices().get(0).name()).isEqualTo("lines -> map -> (filter -> long, all)");
        assertThat(graph.vertices().get(0).operators())
                .extracting(OperatorNode::chainInput)
                .containsExactly(-1, 0, 1, 2, 1);
    }

    @Test
    void differentParallelismMakesARebalanceUnlessForwardWasChosen() {
        JobGraph graph = graph(4, job -> job.<String>source("one", single()).map(String::length));
        assertThat(graph.vertices()).extracting(JobVertex::parallelism).containsExactly(1, 4);
        assertThat(graph.edges()).extracting(JobEdge::pattern).containsExactly(ExchangePattern.REBALANCE);
        assertThatThrownBy(() -> graph(
                        4, job -> job.<String>source("one", single()).forward().map(String::length)))
                .isInstanceOf(ProgramException.class)
                .hasMessageContaining("operator 'map': forward needs equal parallelism, but 'one' before it has 1");
    }

    @Test
    void chainingStopsAtHintsGroupsAndBlockingOperators() {
        JobGraph graph = graph(
                1,
                job -> lines(job)
                        .map(String::length)
                        .startNewChain()
                        .map(n -> n)
                        .slotSharingGroup("other")
                        .map(n -> n)
                        .name("inherits")
                        .map(n -> n)
                        .blocking()
                        .map(n -> n)
                        .disableChaining()
                        .sinkTo("out", sink()));
        assertThat(graph.vertices())
                .extracting(JobVertex::name)
                .containsExactly("lines", "map", "map -> inherits", "map", "map", "out");
        assertThat(graph.vertices())
                .extracting(JobVertex::slotSharingGroup)
                .containsExactly("default", "default", "other", "other", "other", "other");
        assertThat(graph.vertices())
                .extracting(JobVertex::blocking)
                .containsExactly(false, false, false, true, false, false);
    }

    @Test
    void aVertexNeedsWhatItsOperatorsNeedTogether() {
        JobGraph graph = graph(
                1,
                job -> lines(job)
                        .resources(ResourceProfile.of(500, 10))
                        .map(String::length)
                        .resources(ResourceProfile.of(250, 5).with("gpu", 1)));
        assertThat(graph.vertices().get(0).profile())
                .isEqualTo(ResourceProfile.of(750, 15).with("gpu", 1));
    }

    @Test
    void inBatchAnOperatorWithSeveralInputsReadsThemAllWhenComplete() {
        JobGraph graph = graph(2, job -> {
            var left = lines(job).map(n -> n);
            left.disableChaining();
            left.map(n -> n).disableChaining().union(left.rebalance()).sinkTo("out", sink());
        });
        assertThat(graph.edges())
                .extracting(JobEdge::type)
                .containsExactly(
                        ExchangeType.PIPELINED, ExchangeType.PIPELINED, ExchangeType.BLOCKING, ExchangeType.BLOCKING);
    }

    @Test
    void aStreamingJobIsPipelinedThroughout() {
        JobGraph graph =
                graph(2, job -> job.<String>source("s", unbounded()).rebalance().sinkTo("out", sink()));
        assertThat(graph.batch()).isFalse();
        assertThat(graph.edges()).extracting(JobEdge::type).containsExactly(ExchangeType.PIPELINED);
        assertThat(graph.vertices()).extracting(JobVertex::bounded).containsExactly(false, false);
    }

    @Test
    void manySubtasksGetMoreKeyGroups() {
        JobGraph graph = graph(1000, job -> lines(job).rebalance().sinkTo("out", sink()));
        assertThat(graph.vertices().get(0).maxParallelism()).isEqualTo(2048);
        assertThatThrownBy(() -> graph(1000, job -> lines(job.maxParallelism(128))))
                .hasMessageContaining("operator 'lines': parallelism 1000 exceeds max parallelism 128");
        assertThat(graph(32_768, JobGraphBuilderTest::lines).vertices().get(0).maxParallelism())
                .isEqualTo(32_768);
    }

    @Test
    void impossibleParallelismIsRefused() {
        for (int parallelism : new int[] {0, -1, 1_000_000_000}) {
            assertThatThrownBy(() -> graph(parallelism, JobGraphBuilderTest::lines))
                    .isInstanceOf(ProgramException.class)
                    .hasMessageContaining("must be from 1 to 32768, not " + parallelism);
        }
        assertThatThrownBy(() ->
                        graph(1, job -> job.<String>source("one", single()).parallelism(3)))
                .hasMessageContaining("operator 'one': parallelism 3 is more than the 1 its source can use");
    }

    @Test
    void twoOperatorsCanNotShareAUid() {
        assertThatThrownBy(() -> graph(1, job -> lines(job).uid("a").map(n -> n).uid("a")))
                .hasMessageContaining("operator 'map': uid 'a' is also that of operator 'lines'");
    }

    @Test
    void anOperatorKeepsItsIdWhenOthersComeAndGo() {
        JobProgram small = job -> lines(job).map(n -> n).name("kept");
        JobProgram large = job -> {
            job.source("new", unbounded()).sinkTo("void", sink());
            lines(job).map(n -> n).name("kept").filter(n -> true);
        };
        assertThat(idOf(graph(1, small), "kept")).isNotEqualTo(idOf(graph(1, small), "lines"));
        JobProgram withUid = job -> lines(job).filter(n -> true).uid("u").name("kept");
        assertThat(idOf(graph(1, withUid), "kept")).isEqualTo(JobGraphs.operatorIdOfUid("u"));
        assertThat(graph(1, large).vertices()).hasSize(2);
    }

    private static String idOf(JobGraph graph, String name) {
        return graph.vertices().stream()
                .flatMap(v -> v.operators().stream())
                .filter(o -> o.name().equals(name))
                .findFirst()
                .orElseThrow()
                .operatorId();
    }

    @Test
    void eachExchangeFindsItsFunctionsAgain() {
        Plan plan = ProgramEvaluator.evaluate(
                job -> {
                    var s = lines(job);
                    s.union(s.rebalance()).union(s.rescale()).map(n -> n).sinkTo("out", sink());
                },
                List.of());
        JobGraph graph = JobGraphBuilder.build(plan, 2);
        var planEdges = JobGraphs.planEdges(plan, graph);
        assertThat(graph.edges())
                .extracting(JobEdge::pattern)
                .containsExactly(ExchangePattern.FORWARD, ExchangePattern.REBALANCE, ExchangePattern.RESCALE);
        assertThat(planEdges)
                .extracting(e -> e.partitioning().getClass().getSimpleName())
                .containsExactly("Forward", "Rebalance", "Rescale");
    }
}
