// SPDX-License-Identifier: Apache-2.0
package io.penstock.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.api.ExecutionMode;
import io.penstock.api.JobBuilder;
import io.penstock.api.sink.CollectSink;
import io.penstock.api.sink.Sinks;
import io.penstock.core.message.JobId;
import io.penstock.core.message.JobReport;
import io.penstock.core.message.JobSpec;
import io.penstock.core.message.JobStatus;
import io.penstock.node.EmbeddedCluster;
import io.penstock.verticle.MachineTrace;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A running job whose checkpoints are damaged, or whose place for them goes away. */
@Timeout(60)
class DamagedCheckpointTest {
    private static final long RECORDS = 10_000;
    private static final long KEYS = 100;
    private static final long LIMIT_MS = 30_000;
    /** The checkpoint that is damaged; two before it are retained. */
    private static final long DAMAGED = 3;

    @TempDir
    Path directory;

    private final AtomicLong gate = new AtomicLong(RECORDS / 2);
    private final CollectSink<Long> sums = Sinks.collect();
    private final CountDownLatch seen = new CountDownLatch(1);
    private final AtomicBoolean harmed = new AtomicBoolean();
    private LongConsumer onComplete = id -> {};
    private Path checkpoints;
    private EmbeddedCluster cluster;

    @BeforeEach
    void start() throws IOException {
        checkpoints = Files.createDirectory(directory.resolve("checkpoints"));
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
                .source("numbers", new GatedSource(RECORDS, 2, gate, id -> onComplete.accept(id)))
                .keyBy(n -> n % KEYS)
                .reduce(Long::sum)
                .sinkTo("sums", sums);
    }

    private enum Harm {
        TRUNCATED {
            @Override
            void to(Path part) throws IOException {
                byte[] whole = Files.readAllBytes(part);
                Files.write(part, Arrays.copyOf(whole, whole.length - 1));
            }
        },
        FLIPPED {
            @Override
            void to(Path part) throws IOException {
                byte[] whole = Files.readAllBytes(part);
                whole[whole.length / 2] ^= 0x10;
                Files.write(part, whole, StandardOpenOption.TRUNCATE_EXISTING);
            }
        },
        DELETED {
            @Override
            void to(Path part) throws IOException {
                Files.delete(part);
            }
        };

        abstract void to(Path part) throws IOException;
    }

    /** Harms the checkpoint and fails the source before any other can be taken. */
    private void harmAndFail(long id, Harm harm, boolean allOfThem) {
        if (id < DAMAGED || !harmed.compareAndSet(false, true)) return;
        try (Stream<Path> files = Files.walk(checkpoints)) {
            for (Path part :
                    files.filter(file -> file.toString().endsWith(".part")).toList()) {
                if (allOfThem || String.valueOf(part.getParent()).endsWith("chk-" + id)) harm.to(part);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        gate.set(RECORDS);
        throw new IllegalStateException("the test fails the source");
    }

    @ParameterizedTest
    @EnumSource
    void theOneBeforeIsUsedIfItIsRetained(Harm harm) {
        onComplete = id -> harmAndFail(id, harm, false);
        JobReport report = end(submit(Map.of("checkpoint.retained", "3")));
        assertThat(report.status()).isEqualTo(JobStatus.FINISHED);
        assertThat(harmed).isTrue();
        assertThat(report.restarts()).isGreaterThanOrEqualTo(2);
        assertThat(new TreeSet<>(sums.values())).isEqualTo(expected());
    }

    @Test
    void withNoneLeftTheJobFailsByName() {
        onComplete = id -> harmAndFail(id, Harm.FLIPPED, true);
        JobReport report = end(submit(Map.of("checkpoint.retained", "3")));
        assertThat(report.status()).isEqualTo(JobStatus.FAILED);
        assertThat(String.valueOf(report.rootCause())).contains(".part", "is damaged");
    }

    /** The running sums of each key, which one split has in order. */
    private static Set<Long> expected() {
        Set<Long> all = new TreeSet<>();
        for (long key = 0; key < KEYS; key++) {
            long sum = 0;
            for (long n = key; n < RECORDS; n += KEYS) all.add(sum += n);
        }
        return all;
    }

    @Test
    void aDirectoryThatVanishesFailsCheckpointsAndNothingElse() throws Exception {
        onComplete = id -> seen.countDown();
        JobId job = submit(Map.of());
        assertThat(seen.await(LIMIT_MS, TimeUnit.MILLISECONDS)).isTrue();
        Path away = directory.resolve("away");
        Files.move(checkpoints, away);
        JobReport failed = untilCheckpointFails(job, checkpoints + " was there before and has vanished");
        assertThat(failed.checkpoints().failed()).isPositive();
        assertThat(failed.status()).isEqualTo(JobStatus.RUNNING);
        assertThat(failed.restarts()).isZero();
        assertThat(checkpoints).doesNotExist();
        Files.move(away, checkpoints);
        gate.set(RECORDS);
        JobReport report = end(job);
        assertThat(report.status()).isEqualTo(JobStatus.FINISHED);
        assertThat(report.restarts()).isZero();
        assertThat(sums.values()).hasSize((int) RECORDS);
    }

    /** Asks until it has happened; the test's time limit ends it. */
    private JobReport untilCheckpointFails(JobId job, String why) {
        while (true) {
            JobReport report = join(cluster.client().job(job));
            if (report.checkpoints().history().stream()
                    .anyMatch(entry -> entry.failure().contains(why))) return report;
        }
    }

    private JobId submit(Map<String, String> more) {
        TreeMap<String, String> options = new TreeMap<>(Map.of(
                "checkpoint.intervalMs", "50",
                "checkpoint.store", "directory",
                "checkpoint.directory", checkpoints.toString(),
                "restart.strategy", "fixed-delay",
                "restart.delayMs", "10"));
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
