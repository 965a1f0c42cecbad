// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.api.function.Aggregates;
import io.penstock.api.function.Collector;
import io.penstock.api.function.OutputTag;
import io.penstock.api.function.ProcessFunction;
import io.penstock.api.function.RuntimeContext;
import io.penstock.core.flow.operator.OperatorException;
import io.penstock.core.program.TestSources;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What every operator does: it is opened, fed, finished and closed, fails by name and ends when it is cancelled. Odd
 * seeds snapshot and restore every few records.
 */
@SuppressWarnings("SameNameButDifferent") // each function has a Context of its own
class OperatorTest {
    @EachSeed
    void aProcessFunctionHasLifeCycleSidesAndTime(int seed) {
        OutputTag<Integer> lengths = new OutputTag<>("lengths");
        List<String> calls = new ArrayList<>();
        OperatorBench bench = OperatorBench.of(
                seed,
                job -> TestSources.words(job).process(new ProcessFunction<String, String>() {
                    @Override
                    public void open(RuntimeContext context) {
                        calls.add("open " + context.subtaskIndex() + "/" + context.parallelism());
                    }

                    @Override
                    public void process(String value, Context context, Collector<String> out) {
                        context.output(lengths, value.length());
                        context.output(new OutputTag<>("unread"), value);
                        out.collect(value + context.timestamp() + "/" + context.currentWatermark());
                    }

                    @Override
                    public void finish(Collector<String> out) {
                        out.collect("last");
                    }

                    @Override
                    public void close() {
                        calls.add("close");
                    }
                }),
                lengths);
        bench.left("a", 1).watermark(5).left("bb", 7).end();
        bench.task().close();
        assertThat(bench.records()).containsExactly("a1/" + Long.MIN_VALUE + "@1", "bb7/5@7", "last@-");
        assertThat(bench.records("lengths")).containsExactly("1@1", "2@7");
        assertThat(bench.signals()).isEmpty();
        assertThat(calls).containsExactly("open 0/1", "close");
        assertThat(bench.task().status()).isEqualTo(TaskStatus.FINISHED);
    }

    @EachSeed
    void reduceRunsInStreamsAndWaitsForTheEndInBatch(int seed) {
        OperatorBench running = OperatorBench.seeded(
                seed,
                job -> job.source("w", TestSources.<String>unbounded())
                        .keyBy(w -> w.substring(0, 1))
                        .reduce((x, y) -> x + y));
        running.left("a1", 1).left("b1", 2).left("a2", 3).flush();
        assertThat(running.records()).containsExactly("a1@1", "b1@2", "a1a2@3");
        OperatorBench atEnd =
                OperatorBench.seeded(seed, job -> TestSources.letters(job, "w").reduce((x, y) -> x + y));
        atEnd.left("a1", 1).left("b1", 2).left("a2", 3).flush();
        assertThat(atEnd.records()).isEmpty();
        atEnd.end();
        assertThat(atEnd.records()).containsExactlyInAnyOrder("a1a2@-", "b1@-");
    }

    @Test
    void countingIsExactForKeysOfAnyClass() {
        OperatorBench bench = OperatorBench.of(
                2,
                job -> job.source("n", TestSources.<Object>bounded())
                        .keyBy(n -> n)
                        .aggregate(Aggregates.counting())
                        .map(k -> k.key() + "=" + k.value()));
        bench.left(0L, 1)
                .left(5L, 1)
                .left(0L, 1)
                .left("x", 1)
                .left(5L, 1)
                .left("x", 1)
                .end();
        assertThat(bench.records()).containsExactlyInAnyOrder("0=2@-", "5=2@-", "x=2@-");
    }

    @Test
    void failuresNameTheOperatorNearestToThem() {
        OperatorBench bench = OperatorBench.of(
                2,
                job -> TestSources.words(job)
                        .map(w -> w)
                        .name("first")
                        .flatMap((String w, Collector<String> out) -> out.collect(w))
                        .name("second")
                        .map(w -> w.substring(5))
                        .name("third"));
        assertThatThrownBy(() -> bench.left("abc", 1).flush())
                .isInstanceOfSatisfying(
                        OperatorException.class,
                        e -> assertThat(e.operatorName()).isEqualTo("third"))
                .hasCauseInstanceOf(StringIndexOutOfBoundsException.class);
        assertThat(bench.task().status()).isEqualTo(TaskStatus.FAILED);
    }

    @Test
    void aCancelledTaskEndsWithItsNextStep() {
        OperatorBench bench = OperatorBench.of(2, job -> TestSources.words(job).map(w -> w));
        bench.left("a", 1).flush();
        bench.task().cancel();
        assertThat(bench.task().step(0)).isEqualTo(Progress.DONE);
        assertThat(bench.task().status()).isEqualTo(TaskStatus.CANCELED);
        bench.task().close();
    }
}
