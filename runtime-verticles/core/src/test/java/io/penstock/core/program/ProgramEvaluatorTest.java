// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.program;

import static io.penstock.core.program.TestSources.bounded;
import static io.penstock.core.program.TestSources.sink;
import static io.penstock.core.program.TestSources.unbounded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.api.DataStream;
import io.penstock.api.ExecutionMode;
import io.penstock.api.JobBuilder;
import io.penstock.api.JobProgram;
import io.penstock.api.function.Aggregates;
import io.penstock.api.function.Collector;
import io.penstock.api.function.OutputTag;
import io.penstock.api.function.ProcessFunction;
import io.penstock.api.window.Trigger;
import io.penstock.api.window.WindowAssigner;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ProgramEvaluatorTest {
    private static final OutputTag<String> TAG = new OutputTag<>("late");

    private static DataStream<String> lines(JobBuilder job) {
        return job.source("lines", bounded());
    }

    private static Plan evaluate(JobProgram program) {
        return ProgramEvaluator.evaluate(program, List.of());
    }

    @Test
    void wordCountBecomesFourNodes() {
        Plan plan = evaluate(job -> lines(job.name("word count"))
                .<String>flatMap((line, out) -> List.of(line.split(" ")).forEach(out::collect))
                .name("split")
                .uid("split")
                .parallelism(3)
                .keyBy(word -> word)
                .aggregate(Aggregates.counting())
                .sinkTo("out", sink()));
        assertThat(plan.name()).isEqualTo("word count");
        assertThat(plan.nodes()).extracting(PlanNode::name).containsExactly("lines", "split", "aggregate", "out");
        assertThat(plan.nodes().get(1).parallelism()).isEqualTo(3);
        assertThat(plan.edges())
                .extracting(e -> e.partitioning().getClass().getSimpleName())
                .containsExactly("Forward", "Hash", "Forward");
        assertThat(plan.batch()).isTrue();
    }

    @Test
    void aggregationsEmitAtTheEndOnlyInBatch() {
        JobProgram batch = job -> lines(job).keyBy(w -> w).aggregate(Aggregates.counting());
        JobProgram streaming = job -> {
            job.mode(ExecutionMode.STREAMING);
            lines(job).keyBy(w -> w).reduce((a, b) -> a);
        };
        assertThat(((OperatorSpec.AggregateSpec) evaluate(batch).nodes().get(1).spec()).atEnd())
                .isTrue();
        assertThat(((OperatorSpec.ReduceSpec) evaluate(streaming).nodes().get(1).spec()).atEnd())
                .isFalse();
    }

    @Test
    void aUnionHasAllEdgesAndNoOperator() {
        Plan plan = evaluate(job -> {
            DataStream<String> a = lines(job);
            a.union(job.<String>source("more", bounded()).rebalance()).map(String::length);
        });
        assertThat(plan.nodes()).hasSize(3);
        assertThat(plan.edges()).extracting(PlanEdge::target).containsExactly(2, 2);
        assertThat(plan.edges()).extracting(PlanEdge::explicit).containsExactly(false, true);
    }

    @Test
    void aConstantIsComputedOnceAndRecalled() {
        var calls = new AtomicInteger();
        var seen = new AtomicReference<Object>();
        JobProgram program = job -> {
            seen.set(List.of(
                    job.constant("seed", long.class, () -> (long) calls.incrementAndGet()),
                    job.constant("ratio", Double.class, () -> 0.1),
                    job.constant("name", String.class, () -> "a:b"),
                    job.constant("on", Boolean.class, () -> true),
                    new String(
                            job.constant("bytes", byte[].class, () -> new byte[] {65, 66}), StandardCharsets.UTF_8)));
            lines(job);
        };
        Plan first = evaluate(program);
        Object before = seen.get();
        Plan second = ProgramEvaluator.evaluateAgain(program, List.of(), first.constants());
        assertThat(calls).hasValue(1);
        assertThat(seen.get()).isEqualTo(before).isEqualTo(List.of(1L, 0.1, "a:b", true, "AB"));
        assertThat(second.constants()).isEqualTo(first.constants());
        assertThatThrownBy(() -> ProgramEvaluator.evaluateAgain(program, List.of(), new TreeMap<>()))
                .hasMessageContaining("'seed', which it did not when it was submitted");
    }

    @Test
    void theDefaultNameIsThatOfTheProgramOrTheClassAroundIt() {
        assertThat(evaluate(ProgramEvaluatorTest::lines).name()).isEqualTo("ProgramEvaluatorTest");
        assertThat(evaluate(new Named()).name()).isEqualTo("Named");
        assertThat(evaluate(new Named() {}).name()).isEqualTo("ProgramEvaluatorTest");
    }

    @Test
    void argumentsReachTheProgram() {
        var seen = new AtomicReference<List<String>>();
        ProgramEvaluator.evaluate(
                job -> {
                    seen.set(job.args());
                    lines(job);
                },
                List.of("a", "b"));
        assertThat(seen.get()).containsExactly("a", "b");
    }

    @Test
    void whatUserCodeThrowsComesOutWithItsCause() {
        var error = new AssertionError("bad luck");
        assertThatThrownBy(() -> evaluate(job -> {
                    throw error;
                }))
                .isInstanceOf(ProgramException.class)
                .hasMessageContaining("AssertionError: bad luck")
                .hasCause(error);
        assertThatThrownBy(() -> evaluate(new Endless()))
                .isInstanceOf(ProgramException.class)
                .hasCauseInstanceOf(StackOverflowError.class);
        assertThatThrownBy(() -> evaluate(job -> {
                    throw new NoClassDefFoundError("com/example/Lost");
                }))
                .hasMessageContaining("put the class into the job's jar");
        assertThatThrownBy(() -> evaluate(job -> {
                    throw new OutOfMemoryError("not ours to hide");
                }))
                .isInstanceOf(OutOfMemoryError.class);
    }

    @Test
    void theBuilderIsDeadAfterDefine() {
        var kept = new AtomicReference<DataStream<String>>();
        evaluate(job -> kept.set(lines(job)));
        assertThatThrownBy(() -> kept.get().map(String::length)).hasMessageContaining("only while define runs");
    }

    static List<Arguments> mistakes() {
        return List.of(
                mistake(job -> {}, "no source"),
                mistake(job -> job.parallelism(0), "parallelism must be from 1 to 32768, not 0"),
                mistake(job -> lines(job).parallelism(1_000_000_000), "operator 'lines': parallelism"),
                mistake(job -> lines(job).maxParallelism(-1), "max parallelism must be from 1"),
                mistake(job -> lines(job).uid(" "), "a uid must not be blank"),
                mistake(job -> lines(job).map(null), "operator 'map': the function must not be null"),
                mistake(job -> job.source("x", null), "the source must not be null"),
                mistake(job -> job.option("restart.stratgy", "x").option("x", "y"), "unknown option 'x'"),
                mistake(job -> job.option("flush.maxDelayMs", "soon"), "whole number of milliseconds, not 'soon'"),
                mistake(job -> job.constant("a", Integer.class, () -> 1), "Integer, which can't be stored"),
                mistake(job -> job.constant("a", Long.class, () -> null), "must not be null"),
                mistake(
                        job -> {
                            job.constant("a", Long.class, () -> 1L);
                            job.constant("a", Long.class, () -> 1L);
                        },
                        "'a' is defined twice"),
                mistake(job -> job.constant("a", String.class, () -> "x".repeat(50_000)), "constants exceed 49152"),
                mistake(job -> lines(job).rebalance().name("x"), "the rebalance before it made no operator"),
                mistake(job -> lines(job).union(lines(job)).uid("x"), "union made no operator"),
                mistake(job -> lines(job).sideOutput(TAG), "no side output"));
    }

    static List<Arguments> mistakesWithWindowsAndJoins() {
        return List.of(
                mistake(job -> windowed(job).sideOutput(TAG), "the window has no side output 'late'"),
                mistake(
                        job -> lines(job)
                                .keyBy(w -> w)
                                .window(WindowAssigner.global())
                                .reduce((a, b) -> a),
                        "never ends"),
                mistake(
                        job -> lines(job)
                                .keyBy(w -> w)
                                .window(WindowAssigner.tumblingProcessingTime(Duration.ofSeconds(1)))
                                .lateOutput(TAG)
                                .reduce((a, b) -> a),
                        "nothing is late in a processing-time window"),
                mistake(
                        job -> lines(job)
                                .keyBy(w -> w)
                                .window(WindowAssigner.session(Duration.ofSeconds(1)))
                                .allowedLateness(Duration.ofMillis(-1)),
                        "must not be negative"),
                mistake(
                        job -> lines(job).keyBy(w -> w).window(WindowAssigner.tumbling(Duration.ZERO)),
                        "at least 1 ms"),
                mistake(
                        job -> lines(job)
                                .join(lines(job))
                                .on(a -> a, b -> b)
                                .window(WindowAssigner.session(Duration.ofSeconds(1))),
                        "session windows can't be joined"),
                mistake(job -> lines(job).join(lines(job)).apply((a, b) -> a), "the keys are missing"),
                mistake(
                        job -> lines(job).join(lines(job)).on(a -> a, b -> b).apply((a, b) -> a),
                        "the windows are missing"),
                mistake(
                        job -> lines(job)
                                .keyBy(a -> a)
                                .intervalJoin(lines(job).keyBy(b -> b))
                                .between(Duration.ofSeconds(2), Duration.ofSeconds(1)),
                        "lies above the upper bound"),
                mistake(
                        job -> lines(job)
                                .keyBy(a -> a)
                                .intervalJoin(lines(job).keyBy(b -> b))
                                .process((a, b) -> a),
                        "the bounds are missing"),
                mistake(job -> lines(job).keyBy(String::getBytes).keyType(byte[].class), "an array can't be a key"),
                mistake(
                        job -> job.mode(ExecutionMode.BATCH).source("endless", unbounded()),
                        "operator 'endless': the source never ends"),
                mistake(job -> strangers(job), "two streams of different jobs"));
    }

    private static DataStream<?> windowed(JobBuilder job) {
        return lines(job)
                .keyBy(w -> w)
                .window(WindowAssigner.global())
                .trigger(Trigger.everyCount(10))
                .reduce((a, b) -> a);
    }

    private static void strangers(JobBuilder job) {
        DataStream<String> ours = lines(job);
        evaluate(other -> lines(other).union(ours));
    }

    private static Arguments mistake(JobProgram program, String message) {
        return Arguments.of(message, program);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"mistakes", "mistakesWithWindowsAndJoins"})
    void eachMistakeHasAMessageThatNamesIt(String message, JobProgram program) {
        assertThatThrownBy(() -> evaluate(program))
                .satisfies(e -> assertThat(e.getMessage()).contains(message))
                .satisfies(e -> assertThat(e).isInstanceOf(ProgramException.class));
    }

    @Test
    void aProcessFunctionHasSideOutputs() {
        Plan plan =
                evaluate(job -> lines(job).process(new Split()).sideOutput(TAG).sinkTo("late", sink()));
        assertThat(plan.edges().get(1).sideOutput()).isEqualTo("late");
    }

    private static final class Split extends ProcessFunction<String, String> {
        @Override
        public void process(String value, Context context, Collector<String> out) {
            context.output(TAG, value);
        }
    }

    private static class Named implements JobProgram {
        @Override
        public void define(JobBuilder job) {
            lines(job);
        }
    }

    @SuppressWarnings("InfiniteRecursion") // the point of it
    private static final class Endless implements JobProgram {
        @Override
        public void define(JobBuilder job) {
            define(job);
        }
    }
}
