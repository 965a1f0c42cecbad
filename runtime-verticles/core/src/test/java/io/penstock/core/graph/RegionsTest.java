// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.graph;

import static io.penstock.core.program.TestSources.bounded;
import static io.penstock.core.program.TestSources.sink;
import static io.penstock.core.program.TestSources.unbounded;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.api.DataStream;
import io.penstock.api.JobProgram;
import io.penstock.core.program.ProgramEvaluator;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class RegionsTest {
    private static ExecutionGraph expand(int parallelism, JobProgram program) {
        return ExecutionGraph.of(JobGraphBuilder.build(ProgramEvaluator.evaluate(program, List.of()), parallelism));
    }

    private static List<Integer> indexes(Iterable<RegionId> regions) {
        var all = new java.util.ArrayList<Integer>();
        regions.forEach(r -> all.add(r.index()));
        return all;
    }

    @Test
    void aPipelinedExchangeOfAllToAllJoinsEverything() {
        var graph = expand(
                3, job -> job.<String>source("s", unbounded()).rebalance().sinkTo("out", sink()));
        assertThat(graph.regions().count()).isEqualTo(1);
        assertThat(graph.regions().ranges(new RegionId(0)))
                .containsExactly(
                        new Regions.VertexRange(0, new SubtaskRange(0, 3)),
                        new Regions.VertexRange(1, new SubtaskRange(0, 3)));
    }

    @Test
    void aForwardExchangeMakesOneRegionPerSubtask() {
        var graph = expand(
                3, job -> job.<String>source("s", unbounded()).disableChaining().sinkTo("out", sink()));
        var regions = graph.regions();
        assertThat(regions.count()).isEqualTo(3);
        assertThat(regions.members(new RegionId(1))).containsExactly(new SubtaskId(0, 1), new SubtaskId(1, 1));
        assertThat(regions.consumersOf(new RegionId(1))).isEmpty();
    }

    @Test
    void aRescaleMakesARegionOfEachShare() {
        var graph = expand(2, job -> {
            DataStream<String> source = job.source("s", unbounded());
            source.rescale().map(n -> n).parallelism(6);
        });
        assertThat(graph.regions().count()).isEqualTo(2);
        assertThat(graph.regions().ranges(new RegionId(1)))
                .containsExactly(
                        new Regions.VertexRange(0, new SubtaskRange(1, 2)),
                        new Regions.VertexRange(1, new SubtaskRange(3, 6)));
    }

    @Test
    void aBlockingExchangeSeparatesRegionsAndRelatesThem() {
        var graph = expand(
                2,
                job -> job.<String>source("s", bounded())
                        .keyBy(w -> w)
                        .reduce((a, b) -> a)
                        .rebalance()
                        .sinkTo("out", sink()));
        var regions = graph.regions();
        assertThat(regions.count()).isEqualTo(6);
        assertThat(indexes(regions.producersOf(new RegionId(2)))).containsExactly(0, 1);
        assertThat(indexes(regions.consumersOf(new RegionId(3)))).containsExactly(4, 5);
        assertThat(indexes(regions.withConsumers(List.of(new RegionId(3))))).containsExactly(3, 4, 5);
        assertThat(indexes(regions.withConsumers(List.of(new RegionId(0))))).containsExactly(0, 2, 3, 4, 5);
        assertThat(regions.inputs(new RegionId(2)))
                .containsExactly(new Regions.Link(0, new Regions.VertexRange(0, new SubtaskRange(0, 2))));
    }

    @Test
    void subtasksAreNumberedThrough() {
        var graph = expand(2, job -> {
            DataStream<String> source = job.source("s", unbounded());
            source.rebalance().map(n -> n).parallelism(5);
        });
        assertThat(graph.subtasks()).isEqualTo(7);
        for (int i = 0; i < 7; i++) assertThat(graph.number(graph.subtask(i))).isEqualTo(i);
        assertThat(graph.subtask(6)).isEqualTo(new SubtaskId(1, 4));
    }

    @Test
    void aHundredThousandSubtasksTakeLittleTime() {
        JobProgram program = job -> {
            DataStream<String> stream = job.source("s", bounded());
            for (int i = 0; i < 3; i++) stream = stream.keyBy(w -> w).reduce((a, b) -> a);
            stream.sinkTo("out", sink());
        };
        Assertions.assertTimeout(Duration.ofSeconds(5), () -> {
            var regions = expand(25_000, program).regions();
            assertThat(regions.count()).isEqualTo(100_000);
            assertThat(regions.withConsumers(List.of(new RegionId(0), new RegionId(1))))
                    .hasSize(75_002);
        });
    }
}
