// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.api.DataStream;
import io.penstock.api.JobBuilder;
import io.penstock.api.WindowResult;
import io.penstock.api.WindowedStream;
import io.penstock.api.function.AggregateFunction;
import io.penstock.api.function.Aggregates;
import io.penstock.api.function.OutputTag;
import io.penstock.api.window.Trigger;
import io.penstock.api.window.WindowAssigner;
import io.penstock.core.program.TestSources;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What windows hold, when they fire, and what is late. Each test runs plainly and with a snapshot and a restore every
 * few records.
 */
class WindowTest {
    private static final OutputTag<String> LATE = new OutputTag<>("late");

    private static Duration ms(long ms) {
        return Duration.ofMillis(ms);
    }

    /** Records are words; their key is the first letter. */
    private static WindowedStream<String, String> windows(JobBuilder job, WindowAssigner assigner) {
        return TestSources.letters(job, "words").window(assigner);
    }

    private static DataStream<String> text(DataStream<? extends WindowResult<String, ?>> results) {
        return results.map(r -> r.key() + "[" + r.startMs() + "," + r.endMs() + ")=" + r.value());
    }

    private static DataStream<String> joined(WindowedStream<String, String> windows) {
        return windows.process((key, window, elements, out) -> {
            List<String> sorted = new ArrayList<>();
            elements.forEach(sorted::add);
            sorted.sort(null);
            out.collect(key + "[" + window.startMs() + "," + window.endMs() + ")=" + sorted);
        });
    }

    @EachSeed
    void tumblingWindowsFireWhenTheWatermarkReachesTheirLastInstant(int seed) {
        OperatorBench bench = OperatorBench.seeded(
                seed, job -> text(windows(job, WindowAssigner.tumbling(ms(100))).aggregate(Aggregates.counting())));
        bench.left("a1", 5).left("b1", 99).left("a2", 100).left("a3", 50).watermark(98);
        assertThat(bench.records()).isEmpty();
        bench.watermark(99);
        assertThat(bench.records()).containsExactlyInAnyOrder("a[0,100)=2@99", "b[0,100)=1@99");
        bench.left("a4", 150).watermark(500);
        assertThat(bench.records()).containsExactly("a[100,200)=2@199");
    }

    @EachSeed
    void windowsBeforeTheEpochAreAlignedToo(int seed) {
        OperatorBench bench = OperatorBench.seeded(
                seed, job -> text(windows(job, WindowAssigner.tumbling(ms(100))).aggregate(Aggregates.counting())));
        bench.left("a", -1).left("a", -100).left("a", -101).watermark(0);
        assertThat(bench.records()).containsExactly("a[-200,-100)=1@-101", "a[-100,0)=2@-1");
    }

    @EachSeed
    void lateRecordsGoToTheSideOutputAndAreCounted(int seed) {
        OperatorBench bench = OperatorBench.of(
                seed,
                job -> text(windows(job, WindowAssigner.tumbling(ms(100)))
                                .lateOutput(LATE)
                                .aggregate(Aggregates.counting()))
                        .name("w"));
        assertThat(bench.left("a1", 10).watermark(99).records()).hasSize(1);
        bench.left("a2", 20).left("a3", 120).watermark(Long.MAX_VALUE - 1);
        assertThat(bench.records()).containsExactly("a[100,200)=1@199");
        assertThat(bench.task().counters().lateRecords()).isEqualTo(1);
    }

    @EachSeed
    void allowedLatenessFiresAgainForEachLateRecord(int seed) {
        OperatorBench bench = OperatorBench.seeded(seed, job -> joinedLate(job), LATE);
        bench.left("a1", 10).left("b1", 11).watermark(99);
        assertThat(bench.records()).containsExactlyInAnyOrder("a[0,100)=[a1]@99", "b[0,100)=[b1]@99");
        bench.left("a2", 20);
        assertThat(bench.records()).containsExactly("a[0,100)=[a1, a2]@99");
        bench.watermark(148).left("c1", 30);
        assertThat(bench.records()).containsExactly("c[0,100)=[c1]@99");
        bench.watermark(149).left("a3", 40);
        assertThat(bench.records()).isEmpty();
        assertThat(bench.records("late")).containsExactly("a3@40");
    }

    private static DataStream<?> joinedLate(JobBuilder job) {
        return joined(windows(job, WindowAssigner.tumbling(ms(100)))
                .allowedLateness(ms(50))
                .lateOutput(LATE));
    }

    @EachSeed
    void slidingWindowsOverlap(int seed) {
        OperatorBench bench =
                OperatorBench.seeded(seed, job -> joined(windows(job, WindowAssigner.sliding(ms(100), ms(50)))));
        bench.left("a1", 20).left("a2", 70).left("a3", 120).end();
        assertThat(bench.records())
                .containsExactly(
                        "a[-50,50)=[a1]@49", "a[0,100)=[a1, a2]@99", "a[50,150)=[a2, a3]@149", "a[100,200)=[a3]@199");
    }

    @EachSeed
    void slidingWindowsWithGapsIgnoreWhatLiesBetween(int seed) {
        OperatorBench bench =
                OperatorBench.seeded(seed, job -> joined(windows(job, WindowAssigner.sliding(ms(30), ms(100)))));
        bench.left("a1", 29).left("a2", 30).left("a3", 100).end();
        assertThat(bench.records()).containsExactly("a[0,30)=[a1]@29", "a[100,130)=[a3]@129");
    }

    @EachSeed
    void sessionsMergeWhenARecordBridgesThem(int seed) {
        OperatorBench bench = OperatorBench.seeded(seed, job -> joined(windows(job, WindowAssigner.session(ms(10)))));
        bench.left("a1", 0)
                .left("a2", 20)
                .left("b1", 5)
                .left("a3", 10)
                .left("a4", 50)
                .watermark(29);
        assertThat(bench.records()).containsExactly("b[5,15)=[b1]@14", "a[0,30)=[a1, a2, a3]@29");
        bench.end();
        assertThat(bench.records()).containsExactly("a[50,60)=[a4]@59");
    }

    @EachSeed
    void sessionsMergeAccumulators(int seed) {
        OperatorBench bench = OperatorBench.seeded(
                seed,
                job -> text(windows(job, WindowAssigner.session(ms(10)))
                        .aggregate(Aggregates.summingLong(w -> Long.parseLong(w.substring(1))))));
        bench.left("a1", 0).left("a2", 20).left("a4", 10).left("a8", 100).end();
        assertThat(bench.records()).containsExactly("a[0,30)=7@29", "a[100,110)=8@109");
    }

    @EachSeed
    void aLateRecordRevivesItsSessionWithinTheLateness(int seed) {
        OperatorBench bench = OperatorBench.seeded(
                seed,
                job -> joined(windows(job, WindowAssigner.session(ms(10)))
                        .allowedLateness(ms(20))
                        .lateOutput(LATE)),
                LATE);
        bench.left("a1", 0).watermark(12);
        assertThat(bench.records()).containsExactly("a[0,10)=[a1]@9");
        bench.left("a2", 1);
        assertThat(bench.records()).containsExactly("a[0,11)=[a1, a2]@10");
        bench.left("a3", 9);
        assertThat(bench.records()).isEmpty();
        bench.watermark(18);
        assertThat(bench.records()).containsExactly("a[0,19)=[a1, a2, a3]@18");
        bench.watermark(38).left("a4", 5);
        assertThat(bench.records("late")).containsExactly("a4@5");
    }

    @EachSeed
    void countTriggersFireByKeyAndWindow(int seed) {
        OperatorBench bench = OperatorBench.seeded(
                seed, job -> joined(windows(job, WindowAssigner.global()).trigger(Trigger.everyCount(2))));
        bench.left("a1", 0).left("b1", 0).left("a2", 0).left("a3", 0).left("b2", 0);
        assertThat(bench.records().stream()
                        .map(r -> r.replaceAll("\\[-.*\\)", "").replaceAll("@.*", "")))
                .containsExactly("a=[a1, a2]", "b=[b1, b2]");
        bench.left("a4", 0);
        assertThat(bench.records()).hasSize(1).first().asString().contains("=[a3, a4]");
        bench.left("a5", 0).end();
        assertThat(bench.records()).isEmpty();
    }

    @EachSeed
    void aCountTriggerThatKeepsShowsAllSoFar(int seed) {
        OperatorBench bench = OperatorBench.seeded(
                seed,
                job -> joined(windows(job, WindowAssigner.tumbling(ms(100))).trigger(new Trigger.Count(2, false))));
        bench.left("a1", 0).left("a2", 1).left("a3", 2).left("a4", 3).watermark(99);
        assertThat(bench.records()).containsExactly("a[0,100)=[a1, a2]@99", "a[0,100)=[a1, a2, a3, a4]@99");
    }

    @EachSeed
    void processingTimeWindowsFollowTheClock(int seed) {
        OperatorBench bench =
                OperatorBench.of(seed, job -> joined(windows(job, WindowAssigner.tumblingProcessingTime(ms(100)))));
        bench.time(10_010).left("a1", 5).time(10_099).left("a2", Long.MIN_VALUE).flush();
        assertThat(bench.records()).isEmpty();
        bench.time(10_100);
        assertThat(bench.records()).containsExactly("a[10000,10100)=[a1, a2]@10099");
        bench.left("a3", 7).end();
        assertThat(bench.records()).containsExactly("a[10100,10200)=[a3]@10199");
    }

    @EachSeed
    void processingTimeSessionsFollowTheClock(int seed) {
        OperatorBench bench =
                OperatorBench.of(seed, job -> joined(windows(job, WindowAssigner.sessionProcessingTime(ms(100)))));
        bench.time(10_000).left("a1", 5).time(10_050).left("a2", 5).time(10_149);
        assertThat(bench.records()).isEmpty();
        bench.time(10_150);
        assertThat(bench.records()).containsExactly("a[10000,10150)=[a1, a2]@10149");
    }

    @Test
    void keysOfMixedClassesShareATable() {
        OperatorBench bench = OperatorBench.of(
                1,
                job -> job.source("n", TestSources.<Object>bounded())
                        .keyBy(n -> n)
                        .window(WindowAssigner.tumbling(ms(100)))
                        .aggregate(Aggregates.counting())
                        .map(r -> r.key().getClass().getSimpleName() + r.key() + "=" + r.value()));
        bench.left(1L, 0)
                .left(0L, 0)
                .left(1, 0)
                .left("x", 0)
                .left(0L, 0)
                .left(1L, 0)
                .left(1L, 0)
                .watermark(99);
        assertThat(bench.records())
                .containsExactlyInAnyOrder("Long0=2@99", "Long1=3@99", "Integer1=1@99", "Stringx=1@99");
    }

    @Test
    void aWindowFunctionSeesTheAggregate() {
        OperatorBench bench = OperatorBench.of(
                1,
                job -> windows(job, WindowAssigner.tumbling(ms(100)))
                        .aggregate(new Longest(), (key, window, values, out) -> {
                            for (String value : values) out.collect(key + " " + window.startMs() + " " + value);
                        }));
        bench.left("aa", 1).left("aaaa", 2).left("aaa", 3).end();
        assertThat(bench.records()).containsExactly("a 0 aaaa@99");
    }

    @Test
    void aRecordWithoutEventTimeIsRefusedWithAdvice() {
        OperatorBench bench = OperatorBench.of(
                1, job -> windows(job, WindowAssigner.tumbling(ms(100))).reduce((x, y) -> x));
        org.assertj.core.api.Assertions.assertThatThrownBy(
                        () -> bench.left("a", Long.MIN_VALUE).flush())
                .hasMessageContaining("assignTimestampsAndWatermarks");
        assertThat(bench.task().status()).isEqualTo(TaskStatus.FAILED);
    }

    private static final class Longest implements AggregateFunction<String, String, String> {
        @Override
        public String createAccumulator() {
            return "";
        }

        @Override
        public String add(String accumulator, String value) {
            return value.length() > accumulator.length() ? value : accumulator;
        }

        @Override
        public String result(String accumulator) {
            return accumulator;
        }

        @Override
        public String merge(String left, String right) {
            return add(left, right);
        }
    }
}
