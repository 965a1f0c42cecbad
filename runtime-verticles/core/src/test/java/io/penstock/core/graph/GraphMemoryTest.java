// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.graph;

import static io.penstock.core.program.TestSources.bounded;
import static io.penstock.core.program.TestSources.sink;
import static io.penstock.core.program.TestSources.unbounded;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.api.JobProgram;
import io.penstock.api.function.MapFunction;
import io.penstock.core.program.Plan;
import io.penstock.core.program.ProgramEvaluator;
import java.util.List;
import org.junit.jupiter.api.Test;

class GraphMemoryTest {
    private static final int PARALLELISM = 3;
    private static final int SEEDS = 300;

    private static final JobProgram PROGRAM = job -> job.<String>source("lines", bounded())
            .map(String::length)
            .name("length")
            .keyBy(n -> n)
            .reduce(Integer::sum)
            .sinkTo("out", sink());

    private static Plan plan(JobProgram program) {
        return ProgramEvaluator.evaluate(program, List.of());
    }

    private record Named() implements MapFunction<String, Integer> {
        @Override
        public Integer map(String line) {
            return line.length();
        }
    }

    @Test
    void theSameProgramGivesTheSameGraph() {
        var memory = new GraphMemory(PARALLELISM);
        JobGraph first = memory.graph(plan(PROGRAM));
        assertThat(first).isEqualTo(JobGraphBuilder.build(plan(PROGRAM), PARALLELISM));
        assertThat(memory.graph(plan(PROGRAM))).isSameAs(first);
    }

    @Test
    void aRememberedGraphIsGivenAgain() {
        var memory = new GraphMemory(PARALLELISM);
        Plan plan = plan(PROGRAM);
        JobGraph graph = JobGraphBuilder.build(plan, PARALLELISM);
        memory.remember(plan, graph);
        assertThat(memory.graph(plan(PROGRAM))).isSameAs(graph);
    }

    @Test
    void whateverDiffersMakesAnotherGraph() {
        List<JobProgram> others = List.of(
                job -> job.<String>source("lines", unbounded())
                        .map(String::length)
                        .name("length")
                        .keyBy(n -> n)
                        .reduce(Integer::sum)
                        .sinkTo("out", sink()),
                job -> job.<String>source("lines", bounded())
                        .map(new Named())
                        .name("length")
                        .keyBy(n -> n)
                        .reduce(Integer::sum)
                        .sinkTo("out", sink()),
                job -> job.<String>source("lines", bounded())
                        .map(String::length)
                        .name("length")
                        .parallelism(2)
                        .keyBy(n -> n)
                        .reduce(Integer::sum)
                        .sinkTo("out", sink()),
                job -> {
                    job.option("restart.strategy", "none");
                    PROGRAM.define(job);
                },
                job -> job.<String>source("lines", bounded())
                        .map(String::length)
                        .name("length")
                        .rebalance()
                        .sinkTo("out", sink()),
                job -> job.<String>source("lines", bounded())
                        .map(String::length)
                        .name("length")
                        .broadcast()
                        .sinkTo("out", sink()));
        var memory = new GraphMemory(PARALLELISM);
        memory.graph(plan(PROGRAM));
        for (JobProgram other : others) {
            JobGraph built = JobGraphBuilder.build(plan(other), PARALLELISM);
            assertThat(memory.graph(plan(other))).isEqualTo(built);
            assertThat(built.fingerprint())
                    .isNotEqualTo(memory.graph(plan(PROGRAM)).fingerprint());
        }
    }

    @Test
    void randomProgramsGetTheGraphsThatTheBuilderMakes() {
        var memory = new GraphMemory(PARALLELISM);
        for (int seed = 0; seed < SEEDS; seed++) {
            Plan plan = plan(new RandomPlans(seed));
            JobGraph graph = memory.graph(plan);
            assertThat(graph).isEqualTo(JobGraphBuilder.build(plan, PARALLELISM));
            assertThat(memory.graph(plan(new RandomPlans(seed)))).isSameAs(graph);
        }
    }
}
