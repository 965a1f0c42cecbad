// SPDX-License-Identifier: Apache-2.0
package io.penstock.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.api.ExecutionMode;
import io.penstock.api.JobBuilder;
import io.penstock.api.JobOptions;
import io.penstock.api.sink.CollectSink;
import io.penstock.api.sink.Sinks;
import io.penstock.core.message.CheckpointKind;
import io.penstock.core.message.JobId;
import io.penstock.core.message.JobReport;
import io.penstock.core.message.JobSpec;
import io.penstock.core.message.JobStatus;
import io.penstock.node.EmbeddedCluster;
import io.penstock.verticle.MachineTrace;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A savepoint whose files were damaged: no job begins from it, and the error names the file. */
@Timeout(60)
class DamagedSavepointTest {
    private static final long RECORDS = 10_000;
    private static final long LIMIT_MS = 30_000;

    @TempDir
    Path directory;

    private final AtomicLong gate = new AtomicLong(RECORDS / 2);
    private final CountDownLatch seen = new CountDownLatch(1);
    private final CollectSink<Long> sums = Sinks.collect();
    private EmbeddedCluster cluster;

    @BeforeEach
    void start() {
        cluster =
                EmbeddedCluster.start(new EmbeddedCluster.Options(2, 0, directory.resolve("work"), MachineTrace.NONE));
        cluster.programs().register("sums", this::define);
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    private void define(JobBuilder job) {
        job.mode(ExecutionMode.STREAMING)
                .source("numbers", new GatedSource(RECORDS, 2, gate, checkpoint -> seen.countDown()))
                .keyBy(n -> n % 100)
                .reduce(Long::sum)
                .sinkTo("sums", sums);
    }

    private interface Harm {
        byte[] to(byte[] whole);
    }

    private enum Damage implements Harm {
        TRUNCATED {
            @Override
            public byte[] to(byte[] whole) {
                return Arrays.copyOf(whole, whole.length - 1);
            }
        },
        EMPTY {
            @Override
            public byte[] to(byte[] whole) {
                return new byte[0];
            }
        },
        FLIPPED {
            @Override
            public byte[] to(byte[] whole) {
                byte[] flipped = whole.clone();
                flipped[whole.length / 2] ^= 0x10;
                return flipped;
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"TRUNCATED,.part", "EMPTY,.part", "FLIPPED,.part", "TRUNCATED,metadata", "FLIPPED,metadata"})
    void noJobBeginsFromIt(Damage damage, String suffix) throws Exception {
        Path savepoint = suspend();
        Path harmed = file(savepoint, suffix);
        byte[] whole = Files.readAllBytes(harmed);
        Files.write(harmed, damage.to(whole));
        gate.set(RECORDS);
        int visible = sums.values().size();
        JobReport report = end(submit(Map.of(JobOptions.SAVEPOINT_PATH, savepoint.toString())));
        assertThat(report.status()).isEqualTo(JobStatus.FAILED);
        assertThat(String.valueOf(report.rootCause())).contains(savepoint.getFileName() + "");
        assertThat(sums.values()).as("what is visible").hasSize(visible);
        Files.write(harmed, whole);
        assertThat(end(submit(Map.of(JobOptions.SAVEPOINT_PATH, savepoint.toString())))
                        .status())
                .isEqualTo(JobStatus.FINISHED);
        assertThat(sums.values()).hasSize((int) RECORDS);
    }

    private Path suspend() throws InterruptedException {
        JobId job = submit(Map.of());
        assertThat(seen.await(LIMIT_MS, TimeUnit.MILLISECONDS))
                .as("a first checkpoint")
                .isTrue();
        String request = UUID.randomUUID().toString().replace("-", "");
        join(cluster.client().savepoint(request, job, CheckpointKind.SUSPEND, directory.toString()));
        String place = Objects.requireNonNull(end(job).checkpoints().latest()).place();
        return Path.of(place.replaceFirst("^file:/*", "/"));
    }

    private static Path file(Path savepoint, String suffix) throws IOException {
        try (Stream<Path> files = Files.list(savepoint)) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private JobId submit(Map<String, String> more) {
        TreeMap<String, String> options = new TreeMap<>(Map.of("checkpoint.intervalMs", "50"));
        options.putAll(more);
        JobId id = new JobId(UUID.randomUUID().toString().replace("-", ""));
        return join(cluster.client().submit(new JobSpec(id, null, "sums", List.of(), 2, options)));
    }

    private JobReport end(JobId job) {
        return join(cluster.ends().await(job, LIMIT_MS)).orElseThrow();
    }

    private static <T> T join(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(LIMIT_MS, TimeUnit.MILLISECONDS)
                .join();
    }
}
