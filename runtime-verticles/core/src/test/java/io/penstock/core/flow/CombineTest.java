// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.api.ExecutionMode;
import io.penstock.api.JobOptions;
import io.penstock.api.Keyed;
import io.penstock.api.WindowResult;
import io.penstock.api.function.Aggregates;
import io.penstock.api.sink.CollectSink;
import io.penstock.api.sink.Sinks;
import io.penstock.api.source.Sources;
import io.penstock.api.time.WatermarkStrategy;
import io.penstock.api.window.WindowAssigner;
import java.time.Duration;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Records are folded before they cross an exchange where that saves any, and not where it does not. */
class CombineTest {
    private static final long SEED = 7;
    private static final int PARALLELISM = 2;

    @Test
    void recordsOfFewKeysCrossTheExchangeAsOnePartialResultEach() {
        CollectSink<Keyed<Long, Long>> sink = Sinks.collect();
        FlowHarness harness = sum(sink, 10_000, 7, ExecutionMode.BATCH);
        assertThat(asMap(sink)).isEqualTo(expected(10_000, 7));
        assertThat(harness.counters("numbers").recordsOut()).isEqualTo(7 * PARALLELISM);
    }

    @Test
    void recordsOfEverNewKeysAreSoonLeftAlone() {
        CollectSink<Keyed<Long, Long>> sink = Sinks.collect();
        long count = 400_000;
        FlowHarness harness = sum(sink, count, count, ExecutionMode.BATCH);
        assertThat(asMap(sink)).isEqualTo(expected(count, count));
        assertThat(harness.counters("numbers").recordsOut()).isEqualTo(count);
    }

    @Test
    void runningResultsNeedEachRecord() {
        CollectSink<Keyed<Long, Long>> sink = Sinks.collect();
        FlowHarness harness = sum(sink, 1_000, 7, ExecutionMode.STREAMING);
        assertThat(sink.values()).hasSize(1_000);
        assertThat(harness.counters("numbers").recordsOut()).isEqualTo(1_000);
    }

    @Test
    void aSmallestValueIsFoundThroughPartialOnes() {
        CollectSink<Keyed<String, Long>> sink = Sinks.collect();
        FlowHarness.run(
                job -> job.mode(ExecutionMode.BATCH)
                        .source("numbers", Sources.numbers(-500, 500))
                        .keyBy(n -> n % 2 == 0 ? "even" : "odd")
                        .aggregate(Aggregates.<Long>minLong(n -> n))
                        .sinkTo("out", sink),
                PARALLELISM,
                SEED);
        assertThat(sink.values()).containsExactlyInAnyOrder(new Keyed<>("even", -500L), new Keyed<>("odd", -499L));
    }

    @Test
    void aWindowsRecordsOfFewKeysCrossTheExchangeAsFewPartialResults() {
        CollectSink<WindowResult<Long, Long>> sink = Sinks.collect();
        FlowHarness harness = windows(sink, 10_000, 3, "always");
        String producer = harness.graph().vertices().get(0).name();
        assertThat(sink.values()).hasSize(10 * 3);
        assertThat(sink.values().stream().mapToLong(WindowResult::value).sum()).isEqualTo(10_000L * 9_999 / 2);
        assertThat(harness.counters(producer).recordsOut()).isPositive().isLessThan(1_000);
    }

    @Test
    void aWindowsRecordsAreLeftAloneWhereTheExchangeHandsOverReferences() {
        CollectSink<WindowResult<Long, Long>> sink = Sinks.collect();
        FlowHarness harness = windows(sink, 10_000, 3, "auto");
        String producer = harness.graph().vertices().get(0).name();
        assertThat(sink.values()).hasSize(10 * 3);
        assertThat(harness.counters(producer).recordsOut()).isEqualTo(10_000);
    }

    private static FlowHarness windows(
            CollectSink<WindowResult<Long, Long>> sink, long count, long keys, String combine) {
        return FlowHarness.run(
                job -> job.option(JobOptions.COMBINE, combine)
                        .source("numbers", Sources.numbers(0, count))
                        .assignTimestampsAndWatermarks(WatermarkStrategy.<Long>forMonotonousTimestamps()
                                .withTimestamps(n -> n))
                        .keyBy(n -> n % keys)
                        .keyType(Long.class)
                        .window(WindowAssigner.tumbling(Duration.ofSeconds(1)))
                        .aggregate(Aggregates.<Long>summingLong(n -> n))
                        .sinkTo("out", sink),
                PARALLELISM,
                SEED);
    }

    private static FlowHarness sum(CollectSink<Keyed<Long, Long>> sink, long count, long keys, ExecutionMode mode) {
        return FlowHarness.run(
                job -> job.mode(mode)
                        .source("numbers", Sources.numbers(0, count))
                        .keyBy(n -> n % keys)
                        .keyType(Long.class)
                        .aggregate(Aggregates.<Long>summingLong(n -> n))
                        .sinkTo("out", sink),
                PARALLELISM,
                SEED);
    }

    private static TreeMap<Long, Long> asMap(CollectSink<Keyed<Long, Long>> sink) {
        var map = new TreeMap<Long, Long>();
        for (Keyed<Long, Long> result : sink.values()) {
            assertThat(map.put(result.key(), result.value())).isNull();
        }
        return map;
    }

    private static TreeMap<Long, Long> expected(long count, long keys) {
        var map = new TreeMap<Long, Long>();
        LongStream.range(0, count).forEach(n -> map.merge(n % keys, n, Long::sum));
        return map;
    }
}
