// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.graph;

import static io.penstock.core.program.TestSources.bounded;
import static io.penstock.core.program.TestSources.sink;
import static io.penstock.core.program.TestSources.unbounded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.api.DataStream;
import io.penstock.api.JobBuilder;
import io.penstock.api.JobProgram;
import io.penstock.api.function.FilterFunction;
import io.penstock.api.window.WindowAssigner;
import io.penstock.core.program.ProgramEvaluator;
import io.penstock.core.program.ProgramException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GraphDiffTest {
    private static JobGraph graph(JobProgram program) {
        return JobGraphBuilder.build(ProgramEvaluator.evaluate(program, List.of()), 2);
    }

    private static DataStream<String> lines(JobBuilder job) {
        return job.source("lines", bounded());
    }

    /** What a program does that looks at the clock, at a random number or at its machine. */
    @Test
    void aProgramThatChangesItsMindIsFoundOut() {
        var decided = new AtomicBoolean();
        JobProgram fickle = job -> {
            DataStream<String> lines = lines(job);
            DataStream<String> some = decided.getAndSet(true) ? lines : lines.filter(l -> !l.isEmpty());
            some.sinkTo("out", sink());
        };
        JobGraph submitted = graph(fickle);
        JobGraph here = graph(fickle);
        assertThatThrownBy(() -> GraphDiff.requireSame(submitted, here))
                .isInstanceOf(ProgramException.class)
                .hasMessageContaining(
                        "another job here than the one that was submitted: operator 1 was a Filter 'filter'"
                                + " when the job was submitted, and is a Sink 'out' now");
        assertThatCode(() -> GraphDiff.requireSame(here, here)).doesNotThrowAnyException();
    }

    static List<Arguments> differences() {
        JobProgram base = job -> lines(job).map(n -> n).sinkTo("out", sink());
        return List.of(
                Arguments.of(
                        base,
                        (JobProgram) job -> lines(job).map(n -> n),
                        "operator 2 was a Sink 'out' when the job was submitted, and is missing now"),
                Arguments.of(
                        base,
                        (JobProgram)
                                job -> lines(job).map(n -> n).parallelism(5).sinkTo("out", sink()),
                        "the parallelism of operator 1, Map 'map', was 2 when the job was submitted, and is 5 now"),
                Arguments.of(
                        base,
                        (JobProgram) job -> lines(job).map(n -> n).uid("u").sinkTo("out", sink()),
                        "the uid of operator 1, Map 'map', was none when the job was submitted, and is u now"),
                Arguments.of(
                        base,
                        (JobProgram) job -> lines(job).rebalance().map(n -> n).sinkTo("out", sink()),
                        "the chain input of operator 1, Map 'map', was operator 0"),
                Arguments.of(
                        base,
                        (JobProgram) job -> lines(job.option("restart.strategy", "none"))
                                .map(n -> n)
                                .sinkTo("out", sink()),
                        "the set of options was {} when the job was submitted, and is {restart.strategy=none} now"),
                Arguments.of(
                        base,
                        (JobProgram) job ->
                                job.source("lines", unbounded()).map(n -> n).sinkTo("out", sink()),
                        "the boundedness of operator 0, Source 'lines', was true"),
                Arguments.of(
                        (JobProgram) job -> lines(job).rebalance().map(n -> n),
                        (JobProgram) job -> lines(job).shuffle().map(n -> n),
                        "connection 0 was REBALANCE BLOCKING from operator 0 to input 0 of operator 1"),
                Arguments.of(windowed(1), windowed(2), "Tumbling[sizeMs=2000, offsetMs=0, eventTime=true]"),
                Arguments.of(
                        (JobProgram) job -> lines(job).filter(new ShortLine()),
                        (JobProgram) job -> lines(job).filter(new LongLine()),
                        "GraphDiffTest$ShortLine when the job was submitted"));
    }

    private static JobProgram windowed(int seconds) {
        return job -> lines(job)
                .keyBy(w -> w)
                .window(WindowAssigner.tumbling(Duration.ofSeconds(seconds)))
                .reduce((a, b) -> a);
    }

    @ParameterizedTest(name = "{2}")
    @MethodSource("differences")
    void theFirstDifferenceIsNamed(JobProgram submitted, JobProgram here, String words) {
        assertThat(GraphDiff.firstDifference(graph(submitted), graph(here)))
                .hasValueSatisfying(text -> assertThat(text).contains(words));
    }

    @Test
    void displayNamesMayDiffer() {
        JobProgram named = job -> lines(job.name("x")).map(n -> n).name("other");
        JobProgram plain = job -> lines(job).map(n -> n);
        assertThat(GraphDiff.firstDifference(graph(named), graph(plain))).isEmpty();
    }

    private static final class ShortLine implements FilterFunction<String> {
        @Override
        public boolean test(String value) {
            return value.length() < 5;
        }
    }

    private static final class LongLine implements FilterFunction<String> {
        @Override
        public boolean test(String value) {
            return value.length() >= 5;
        }
    }
}
