// SPDX-License-Identifier: Apache-2.0
package io.penstock.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.api.ExecutionMode;
import io.penstock.api.JobBuilder;
import io.penstock.api.JobOptions;
import io.penstock.api.WindowResult;
import io.penstock.api.function.Aggregates;
import io.penstock.api.sink.CollectSink;
import io.penstock.api.sink.Sinks;
import io.penstock.api.time.WatermarkStrategy;
import io.penstock.api.window.WindowAssigner;
import io.penstock.core.message.CheckpointKind;
import io.penstock.core.message.CheckpointRef;
import io.penstock.core.message.JobId;
import io.penstock.core.message.JobReport;
import io.penstock.core.message.JobSpec;
import io.penstock.core.message.JobStatus;
import io.penstock.node.EmbeddedCluster;
import io.penstock.verticle.MachineTrace;
import io.vertx.core.Future;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A windowed job that is stopped with a savepoint, and another that goes on from it. */
@Timeout(60)
class SavepointTest {
    private static final long RECORDS = 40_000;
    private static final long WINDOW_MS = 1_000;
    private static final long KEYS = 10;
    private static final long LIMIT_MS = 30_000;

    @TempDir
    Path directory;

    private final AtomicLong gate = new AtomicLong(RECORDS / 2);
    private final CollectSink<WindowResult<Long, Long>> windows = Sinks.collect();
    private EmbeddedCluster cluster;

    @BeforeEach
    void start() {
        cluster =
                EmbeddedCluster.start(new EmbeddedCluster.Options(2, 0, directory.resolve("work"), MachineTrace.NONE));
        cluster.programs().register("windows", this::define);
        cluster.programs()
                .register(
                        "others",
                        job -> job.mode(ExecutionMode.STREAMING)
                                .source("others", new GatedSource(10, 1, new AtomicLong(10)))
                                .uid("others")
                                .sinkTo("nowhere", Sinks.discard()));
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    private void define(JobBuilder job) {
        job.mode(ExecutionMode.STREAMING)
                .source("numbers", new GatedSource(RECORDS, 5, gate))
                .assignTimestampsAndWatermarks(WatermarkStrategy.forBoundedOutOfOrderness(Duration.ofSeconds(2)))
                .keyBy(n -> n % KEYS)
                .window(WindowAssigner.tumbling(Duration.ofMillis(WINDOW_MS)))
                .aggregate(Aggregates.counting())
                .sinkTo("windows", windows);
    }

    @Test
    void aSuspendedJobGoesOnWithAnotherParallelismFromAMovedDirectoryAndEveryCountIsExact() throws Exception {
        String savepoint = stopWith(CheckpointKind.SUSPEND, submit("windows", 2, Map.of()));
        assertThat(windows.values()).as("stopped in the middle").hasSizeLessThan((int) (RECORDS / WINDOW_MS * KEYS));
        Path moved = directory.resolve("elsewhere");
        Files.move(Path.of(savepoint.replaceFirst("^file:/*", "/")), moved);
        gate.set(RECORDS);
        JobId resumed = submit("windows", 3, Map.of(JobOptions.SAVEPOINT_PATH, moved.toString()));
        assertThat(end(resumed).status()).isEqualTo(JobStatus.FINISHED);
        assertExact(RECORDS);
    }

    @Test
    void aDrainedJobHasFiredItsWindows() throws Exception {
        stopWith(CheckpointKind.DRAIN, submit("windows", 2, Map.of()));
        long counted = windows.values().stream().mapToLong(WindowResult::value).sum();
        assertThat(counted).isEqualTo(RECORDS / 2);
    }

    @Test
    void aSavepointOfAnotherJobIsRefusedByNameUnlessItsStateMayBeDropped() throws Exception {
        String savepoint = stopWith(CheckpointKind.SUSPEND, submit("windows", 2, Map.of()));
        JobReport refused = end(submit("others", 1, Map.of(JobOptions.SAVEPOINT_PATH, savepoint)));
        assertThat(refused.status()).isEqualTo(JobStatus.FAILED);
        assertThat(refused.toString()).contains("numbers");
        Map<String, String> allowed =
                Map.of(JobOptions.SAVEPOINT_PATH, savepoint, JobOptions.SAVEPOINT_ALLOW_NON_RESTORED, "true");
        assertThat(end(submit("others", 1, allowed)).status()).isEqualTo(JobStatus.FINISHED);
    }

    private JobId submit(String program, int parallelism, Map<String, String> more) {
        TreeMap<String, String> options = new TreeMap<>(Map.of("checkpoint.intervalMs", "50"));
        options.putAll(more);
        JobId id = new JobId(UUID.randomUUID().toString().replace("-", ""));
        return join(cluster.client().submit(new JobSpec(id, null, program, java.util.List.of(), parallelism, options)));
    }

    /** Waits until something is committed, so that the job is in its middle, and stops it. */
    private String stopWith(CheckpointKind kind, JobId job) throws Exception {
        while (windows.values().isEmpty()) Thread.sleep(1);
        String request = UUID.randomUUID().toString().replace("-", "");
        join(cluster.client().savepoint(request, job, kind, directory.toString()));
        JobReport report = end(job);
        assertThat(report.status()).isEqualTo(JobStatus.FINISHED);
        CheckpointRef last = Objects.requireNonNull(report.checkpoints().latest());
        assertThat(last.kind()).isEqualTo(kind);
        return last.place();
    }

    private JobReport end(JobId job) {
        return join(cluster.ends().await(job, LIMIT_MS)).orElseThrow();
    }

    private void assertExact(long records) {
        Map<String, Long> seen = new TreeMap<>();
        for (WindowResult<Long, Long> result : windows.values()) {
            String window = result.key() + "@" + result.startMs();
            assertThat(seen.put(window, result.value()))
                    .as("second result of %s", window)
                    .isNull();
        }
        Map<String, Long> expected = new TreeMap<>();
        for (long n = 0; n < records; n++) expected.merge(n % KEYS + "@" + n / WINDOW_MS * WINDOW_MS, 1L, Long::sum);
        assertThat(seen).isEqualTo(expected);
    }

    private static <T> T join(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(LIMIT_MS, TimeUnit.MILLISECONDS)
                .join();
    }
}
