// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.api.JobProgram;
import io.penstock.api.WindowResult;
import io.penstock.api.function.Aggregates;
import io.penstock.api.function.Collector;
import io.penstock.api.sink.CollectSink;
import io.penstock.api.sink.Sinks;
import io.penstock.api.source.Sources;
import io.penstock.api.time.WatermarkStrategy;
import io.penstock.api.window.WindowAssigner;
import io.penstock.core.flow.channel.LaneShape;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole jobs on several threads that sleep until woken: exact results, and none hangs. */
class ThreadsTest {
    @ParameterizedTest
    @CsvSource({"1, 4, false, 2, 3", "3, 4, true, 4, 2", "512, 16, true, 3, 4", "2, 4, false, 20, 2"})
    @Timeout(120)
    void windowsAreExactWhateverTheThreadsDo(int batch, int lane, boolean padded, int parallelism, int threads)
            throws Exception {
        int numbers = 60_000;
        CollectSink<WindowResult<Long, Long>> sink = Sinks.collect();
        JobProgram program = job -> job.source("numbers", Sources.numbers(0, numbers))
                .assignTimestampsAndWatermarks(WatermarkStrategy.<Long>forMonotonousTimestamps(n -> n))
                .flatMap((Long n, Collector<Long> out) -> {
                    for (int i = 0; i < n % 4; i++) out.collect(n);
                })
                .rebalance()
                .map(n -> n)
                .keyBy(n -> n % 50)
                .window(WindowAssigner.tumbling(Duration.ofSeconds(10)))
                .aggregate(Aggregates.summingLong(n -> n))
                .sinkTo("out", sink);
        try (BenchWorkers workers = new BenchWorkers(threads)) {
            BenchJob job = new BenchJob(program, parallelism, workers, true, new LaneShape(batch, lane, padded));
            job.start();
            job.finish();
        }
        Map<String, Long> expected = new TreeMap<>();
        for (long n = 0; n < numbers; n++) {
            if (n % 4 > 0) expected.merge(n % 50 + "/" + n / 10_000, n * (n % 4), Long::sum);
        }
        Map<String, Long> seen = new TreeMap<>();
        for (WindowResult<Long, Long> result : sink.values()) {
            assertThat(seen.put(result.key() + "/" + result.startMs() / 10_000, result.value()))
                    .isNull();
        }
        assertThat(seen).isEqualTo(expected);
    }
}
