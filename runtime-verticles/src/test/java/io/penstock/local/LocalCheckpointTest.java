// SPDX-License-Identifier: Apache-2.0
package io.penstock.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.api.ExecutionMode;
import io.penstock.api.JobOptions;
import io.penstock.api.Penstock;
import io.penstock.api.RunningJob;
import io.penstock.api.WindowResult;
import io.penstock.api.function.Aggregates;
import io.penstock.api.sink.CollectSink;
import io.penstock.api.sink.Sinks;
import io.penstock.api.time.WatermarkStrategy;
import io.penstock.api.window.WindowAssigner;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A windowed job that fails in the middle: every window is there once, with an exact count. */
@Timeout(30)
class LocalCheckpointTest {
    private static final Duration LIMIT = Duration.ofSeconds(25);
    private static final long RECORDS = 40_000;
    private static final long WINDOW_MS = 1_000;
    private static final long KEYS = 10;
    /** The splits of a subtask are read in turn. */
    private static final Duration SKEW = Duration.ofSeconds(2);

    @TempDir
    Path directory;

    private final AtomicLong gate = new AtomicLong(RECORDS / 2);
    private final AtomicBoolean fails = new AtomicBoolean();
    private final AtomicInteger failures = new AtomicInteger();
    private final CollectSink<WindowResult<Long, Long>> windows = Sinks.collect();

    @Test
    void countsAreExactAfterAFailureWithTheReplicatedMap() throws Exception {
        countsAreExact(1, Map.of(JobOptions.CHECKPOINT_STORE, "hazelcast"));
    }

    @Test
    void countsAreExactAfterAFailureWithADirectory() throws Exception {
        countsAreExact(1, Map.of("checkpoint.store", "directory", "checkpoint.directory", directory.toString()));
    }

    @Test
    void countsAreExactAfterAFailureAcrossWorkers() throws Exception {
        countsAreExact(2, Map.of(JobOptions.CHECKPOINT_STORE, "hazelcast"));
    }

    private void countsAreExact(int workers, Map<String, String> options) throws Exception {
        try (RunningJob running = Penstock.local()
                .withWorkers(workers)
                .withTimeout(LIMIT)
                .start(job -> {
                    job.mode(ExecutionMode.STREAMING).parallelism(2).option(JobOptions.CHECKPOINT_INTERVAL_MS, "50");
                    options.forEach(job::option);
                    job.option("restart.strategy", "fixed-delay").option("restart.delayMs", "10");
                    job.source("numbers", new GatedSource(RECORDS, 4, gate))
                            .assignTimestampsAndWatermarks(WatermarkStrategy.forBoundedOutOfOrderness(SKEW))
                            .map(this::failOnce)
                            .keyBy(n -> n % KEYS)
                            .window(WindowAssigner.tumbling(Duration.ofMillis(WINDOW_MS)))
                            .aggregate(Aggregates.counting())
                            .sinkTo("windows", windows);
                })) {
            awaitCommit(running);
            fails.set(true);
            gate.set(RECORDS);
            running.await();
        }
        assertThat(failures).hasValue(1);
        assertExact();
    }

    /** Something is visible, so a checkpoint is complete. */
    private void awaitCommit(RunningJob running) throws InterruptedException {
        while (windows.values().isEmpty()) {
            assertThat(running.status()).isIn("CREATED", "RUNNING");
            Thread.sleep(1);
        }
    }

    private Long failOnce(Long n) {
        if (n > RECORDS / 2 + RECORDS / 4 && fails.compareAndSet(true, false)) {
            failures.incrementAndGet();
            throw new IllegalStateException("once");
        }
        return n;
    }

    private void assertExact() {
        Map<String, Long> seen = new TreeMap<>();
        for (WindowResult<Long, Long> result : windows.values()) {
            String window = result.key() + "@" + result.startMs();
            assertThat(seen.put(window, result.value()))
                    .as("second result of %s", window)
                    .isNull();
        }
        Map<String, Long> expected = new TreeMap<>();
        for (long n = 0; n < RECORDS; n++) expected.merge(n % KEYS + "@" + n / WINDOW_MS * WINDOW_MS, 1L, Long::sum);
        assertThat(seen).isEqualTo(expected);
    }
}
