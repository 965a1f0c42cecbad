// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.api.Keyed;
import io.penstock.api.WindowResult;
import io.penstock.api.function.Aggregates;
import io.penstock.api.sink.CollectSink;
import io.penstock.api.sink.Sinks;
import io.penstock.api.source.Sources;
import io.penstock.api.time.WatermarkStrategy;
import io.penstock.api.window.WindowAssigner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole jobs on one thread. */
class FlowTest {
    static IntStream seeds() {
        return IntStream.range(0, 20);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aChainDeliversEachRecordOnce(int seed) {
        CollectSink<Long> sink = Sinks.collect();
        FlowHarness.run(
                job -> job.source("numbers", Sources.numbers(0, 2_000))
                        .map(n -> n * 3)
                        .filter(n -> n % 2 == 0)
                        .sinkTo("out", sink),
                3,
                seed);
        assertThat(sink.values())
                .containsExactlyInAnyOrderElementsOf(LongStream.range(0, 2_000)
                        .map(n -> n * 3)
                        .filter(n -> n % 2 == 0)
                        .boxed()
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void wordsAreCountedByKey(int seed) {
        CollectSink<Keyed<String, Long>> sink = Sinks.collect();
        List<String> lines = List.of("to be or not to be", "that is the question", "to be is to do", "do be do be do");
        FlowHarness.run(
                job -> job.source("lines", Sources.collection(lines))
                        .flatMap(line -> List.of(line.split(" ")))
                        .keyBy(word -> word)
                        .aggregate(Aggregates.counting())
                        .sinkTo("out", sink),
                3,
                seed);
        Map<String, Long> expected = new TreeMap<>();
        for (String line : lines) for (String word : line.split(" ")) expected.merge(word, 1L, Long::sum);
        Map<String, Long> counted = new TreeMap<>();
        for (Keyed<String, Long> count : sink.values())
            assertThat(counted.put(count.key(), count.value())).isNull();
        assertThat(counted).isEqualTo(expected);
    }

    @Test
    void anAllToAllEdgeKeepsTheOrderOfEachProducer() {
        CollectSink<Long> sink = Sinks.collect();
        FlowHarness.run(
                job -> job.source("numbers", Sources.numbers(0, 5_000))
                        .parallelism(1)
                        .keyBy(n -> n % 7)
                        .reduce((a, b) -> b)
                        .sinkTo("out", sink),
                4,
                1);
        assertThat(new ArrayList<>(sink.values())).hasSize(7);
    }

    @Test
    void watermarksReachEveryTargetOfAWideEdge() {
        CollectSink<WindowResult<Long, Long>> sink = Sinks.collect();
        FlowHarness harness = FlowHarness.run(
                job -> job.source("numbers", Sources.numbers(0, 3_000))
                        .parallelism(2)
                        .assignTimestampsAndWatermarks(WatermarkStrategy.<Long>forMonotonousTimestamps(n -> n))
                        .parallelism(2)
                        .keyBy(n -> n % 100)
                        .window(WindowAssigner.tumbling(Duration.ofSeconds(1)))
                        .aggregate(Aggregates.counting())
                        .sinkTo("out", sink),
                40,
                1);
        assertThat(sink.values()).hasSize(300).allMatch(result -> result.value() == 10);
        assertThat(harness.graph().vertices()).anyMatch(vertex -> vertex.parallelism() == 40);
    }
}
