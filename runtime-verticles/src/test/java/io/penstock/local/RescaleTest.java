// SPDX-License-Identifier: Apache-2.0
package io.penstock.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.api.ExecutionMode;
import io.penstock.api.JobBuilder;
import io.penstock.api.WindowResult;
import io.penstock.api.function.Aggregates;
import io.penstock.api.sink.CollectSink;
import io.penstock.api.sink.Sinks;
import io.penstock.api.source.Sources;
import io.penstock.api.time.WatermarkStrategy;
import io.penstock.api.window.WindowAssigner;
import io.penstock.core.graph.JobGraph;
import io.penstock.core.graph.JobGraphs;
import io.penstock.core.graph.JobVertex;
import io.penstock.core.message.JobId;
import io.penstock.core.message.JobReport;
import io.penstock.core.message.JobReport.RescaleState;
import io.penstock.core.message.JobSpec;
import io.penstock.core.message.JobStatus;
import io.penstock.core.message.ParallelismRange;
import io.penstock.node.EmbeddedCluster;
import io.penstock.verticle.MachineTrace;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A windowed job that becomes more and less parallel while it runs. */
@Timeout(60)
class RescaleTest {
    private static final long RECORDS = 60_000;
    private static final long WINDOW_MS = 1_000;
    private static final long KEYS = 10;
    private static final int SPLITS = 60;
    private static final long LIMIT_MS = 30_000;

    @TempDir
    Path directory;

    private final AtomicLong gate = new AtomicLong(RECORDS / 3);
    private final CollectSink<WindowResult<Long, Long>> windows = Sinks.collect();
    private EmbeddedCluster cluster;

    @BeforeEach
    void start() {
        cluster =
                EmbeddedCluster.start(new EmbeddedCluster.Options(2, 0, directory.resolve("work"), MachineTrace.NONE));
        cluster.programs().register("windows", this::define);
        cluster.programs()
                .register(
                        "batch",
                        job -> job.mode(ExecutionMode.BATCH)
                                .source("numbers", new GatedSource(10, 1, gate))
                                .sinkTo("nowhere", Sinks.discard()));
        cluster.programs()
                .register(
                        "numbers",
                        job -> job.source("numbers", Sources.generator(n -> n, 10_000.0))
                                .keyBy(n -> n % 100)
                                .reduce(Long::sum)
                                .sinkTo("nowhere", Sinks.discard()));
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    private void define(JobBuilder job) {
        job.mode(ExecutionMode.STREAMING)
                .source("numbers", new GatedSource(RECORDS, SPLITS, gate))
                .assignTimestampsAndWatermarks(WatermarkStrategy.forBoundedOutOfOrderness(Duration.ofSeconds(2)))
                .keyBy(n -> n % KEYS)
                .window(WindowAssigner.tumbling(Duration.ofMillis(WINDOW_MS)))
                .aggregate(Aggregates.counting())
                .sinkTo("windows", windows);
    }

    @Test
    void everyCountIsExactThoughTheJobWasRescaledUpAndDown() {
        JobId job = submit("windows", 2, "50");
        await(
                job,
                report -> report.checkpoints().completed() > 1
                        && !windows.values().isEmpty());
        rescale(job, 4);
        gate.set(2 * RECORDS / 3);
        assertParallelism(rescaled(job, 1), 4);
        rescale(job, 1);
        gate.set(RECORDS);
        JobReport end = end(job);
        assertThat(end.status()).isEqualTo(JobStatus.FINISHED);
        assertThat(end.restarts()).isZero();
        assertThat(end.failures()).isEmpty();
        assertParallelism(end, 1);
        assertThat(end.rescales()).hasSize(2);
        assertExact();
    }

    @Test
    void aJobWithoutCheckpointsInTurnIsRescaledToo() {
        JobId job = submit("windows", 1, "0");
        await(job, report -> report.status() == JobStatus.RUNNING);
        rescale(job, 3);
        gate.set(RECORDS);
        JobReport end = end(job);
        assertThat(end.status()).isEqualTo(JobStatus.FINISHED);
        assertParallelism(end, 3);
        assertExact();
    }

    @Test
    void aSequenceGoesOnWithMoreAndWithFewerReaders() {
        JobId job = submit("numbers", 1, "100");
        await(job, report -> report.checkpoints().completed() > 0);
        rescale(job, 3);
        assertParallelism(rescaled(job, 1), 3);
        rescale(job, 2);
        assertParallelism(rescaled(job, 2), 2);
        join(cluster.client().cancel(job));
        assertThat(end(job).status()).isEqualTo(JobStatus.CANCELED);
    }

    @Test
    void whatCannotBeRescaledSaysWhy() {
        gate.set(0);
        JobId batch = submit("batch", 1, "0");
        await(batch, report -> report.status() == JobStatus.RUNNING);
        assertThatThrownBy(() -> rescale(batch, 2)).hasMessageContaining("a batch job cannot be rescaled");
        JobId job = submit("windows", 1, "50");
        await(job, report -> report.status() == JobStatus.RUNNING);
        assertThatThrownBy(() -> rescale(job, 200)).hasMessageContaining("can be at most 128 parallel");
        assertThatThrownBy(() ->
                        join(cluster.client().rescale(job, List.of(new ParallelismRange("0".repeat(32), 1, 2)))))
                .hasMessageContaining("the job has no vertex");
        join(cluster.client().cancel(job));
        end(job);
        assertThatThrownBy(() -> rescale(job, 2)).hasMessageContaining("has ended");
        join(cluster.client().cancel(batch));
        end(batch);
    }

    private JobId submit(String program, int parallelism, String intervalMs) {
        TreeMap<String, String> options = new TreeMap<>(Map.of("checkpoint.intervalMs", intervalMs));
        JobId id = new JobId(UUID.randomUUID().toString().replace("-", ""));
        return join(cluster.client().submit(new JobSpec(id, null, program, List.of(), parallelism, options)));
    }

    private void rescale(JobId job, int parallelism) {
        JobGraph graph = Objects.requireNonNull(join(cluster.client().job(job)).graph());
        List<ParallelismRange> ranges = graph.vertices().stream()
                .map(JobVertex::vertexId)
                .map(id -> new ParallelismRange(id, parallelism, parallelism))
                .toList();
        join(cluster.client().rescale(job, ranges));
    }

    private JobReport rescaled(JobId job, int times) {
        return await(
                job,
                report -> report.rescales().stream()
                                .filter(each -> each.state() == RescaleState.COMPLETED)
                                .count()
                        == times);
    }

    private JobReport await(JobId job, Predicate<JobReport> reached) {
        long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LIMIT_MS);
        JobReport report = join(cluster.client().job(job));
        while (!reached.test(report)) {
            assertThat(report.status().terminal() || System.nanoTime() > deadlineNs)
                    .as("%s", report)
                    .isFalse();
            report = join(cluster.client().job(job));
        }
        return report;
    }

    private static void assertParallelism(JobReport report, int parallelism) {
        assertThat(JobGraphs.parallelism(Objects.requireNonNull(report.graph())))
                .containsOnly(parallelism);
    }

    private JobReport end(JobId job) {
        return join(cluster.ends().await(job, LIMIT_MS)).orElseThrow();
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

    private static <T> T join(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(LIMIT_MS, TimeUnit.MILLISECONDS)
                .join();
    }
}
