// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.provider;

import static io.penstock.cluster.TestCluster.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.cluster.provider.WorkerProviderException.Reason;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalProcessProviderTest {
    private static final WorkerProfile TINY = new WorkerProfile("tiny", 0, List.of());
    private static final long STOP_MS = 2_000;

    @TempDir
    Path logs;

    private final BlockingQueue<WorkerExit> exits = new LinkedBlockingQueue<>();
    private final List<LocalProcessProvider> providers = new ArrayList<>();

    static LocalProcessOptions options(Path logs, Class<?> main) {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName());
        return new LocalProcessOptions(command, LocalProcessOptions.PARENT_PID_OPTION, logs, 3, STOP_MS);
    }

    @AfterEach
    void closeAll() {
        providers.forEach(provider -> await(provider.close()));
    }

    @Test
    void workersStartAreListedAndStop() {
        LocalProcessProvider provider = provider(options(logs, TinyWorker.class));
        List<ProvidedWorker> started = await(provider.start(2, TINY));
        assertThat(await(provider.list())).isEqualTo(started).hasSize(2);
        await(provider.stop(started.get(0).id()));
        WorkerExit exit = nextExit();
        assertThat(exit.worker()).isEqualTo(started.get(0));
        assertThat(exit.requested()).isTrue();
        assertThat(await(provider.list())).containsExactly(started.get(1));
        await(provider.close());
        assertThat(isAlive(started.get(1))).isFalse();
        assertThatThrownBy(() -> await(provider.start(1, TINY))).satisfies(is(Reason.CLOSED));
    }

    @Test
    void anUnexpectedEndIsReportedWithItsCodeAndWhereTheOutputIs() throws IOException {
        LocalProcessProvider provider = provider(options(logs, TinyWorker.class));
        await(provider.start(1, new WorkerProfile("tiny", 32 << 20, List.of("exit-7"))));
        WorkerExit exit = nextExit();
        assertThat(exit.exitCode()).isEqualTo(7);
        assertThat(exit.requested()).isFalse();
        try (Stream<Path> files = Files.list(logs)) {
            Path log = files.findFirst().orElseThrow();
            assertThat(exit.detail()).contains(log.toString());
            assertThat(log).content().contains("hello [exit-7, --parent-pid, ");
        }
    }

    @Test
    void aWorkerThatDoesNotEndIsKilled() {
        LocalProcessProvider provider = provider(options(logs, TinyWorker.class));
        ProvidedWorker stubborn = await(provider.start(1, new WorkerProfile("tiny", 0, List.of("ignore-term"))))
                .get(0);
        awaitHello();
        await(provider.stop(stubborn.id()));
        assertThat(isAlive(stubborn)).isFalse();
    }

    @Test
    void failuresAreTyped() {
        LocalProcessProvider provider = provider(options(logs, TinyWorker.class));
        assertThatThrownBy(() -> await(provider.start(4, TINY))).satisfies(is(Reason.LIMIT));
        assertThatThrownBy(() -> await(provider.stop("worker-99"))).satisfies(is(Reason.UNKNOWN_WORKER));
        LocalProcessProvider wrong = provider(new LocalProcessOptions(
                List.of("/no/such/program"), LocalProcessOptions.PARENT_PID_OPTION, logs, 3, STOP_MS));
        assertThatThrownBy(() -> await(wrong.start(1, TINY)))
                .satisfies(is(Reason.START_FAILED))
                .hasMessageContaining("/no/such/program");
    }

    @Test
    void aKilledParentLeavesNoWorkerBehind() throws IOException {
        List<String> command = new ArrayList<>(options(logs, TinyParent.class).command());
        command.add(logs.toString());
        Process parent = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out = parent.inputReader(StandardCharsets.UTF_8)) {
            List<ProcessHandle> workers = Stream.of(out.readLine().split(","))
                    .map(pid -> ProcessHandle.of(Long.parseLong(pid)).orElseThrow())
                    .toList();
            assertThat(workers).hasSize(2).allMatch(ProcessHandle::isAlive);
            awaitHello();
            parent.destroyForcibly();
            workers.forEach(worker -> assertThat(worker.onExit()).succeedsWithin(10, TimeUnit.SECONDS));
        } finally {
            parent.destroyForcibly();
        }
    }

    private LocalProcessProvider provider(LocalProcessOptions options) {
        LocalProcessProvider provider = new LocalProcessProvider(options);
        provider.onExit(exits::add);
        providers.add(provider);
        return provider;
    }

    private WorkerExit nextExit() {
        try {
            WorkerExit exit = exits.poll(20, TimeUnit.SECONDS);
            assertThat(exit).as("a worker's end").isNotNull();
            return exit;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits until every log file has its first line, so that the child's main is known to run. */
    private void awaitHello() {
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!allSaidHello()) {
            assertThat(System.nanoTime()).as("no hello").isLessThan(deadlineNs);
            Thread.onSpinWait();
        }
    }

    private boolean allSaidHello() {
        try (Stream<Path> files = Files.list(logs)) {
            List<Path> found = files.toList();
            for (Path file : found) {
                if (!Files.readString(file).contains("hello")) {
                    return false;
                }
            }
            return !found.isEmpty();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isAlive(ProvidedWorker worker) {
        long pid = Long.parseLong(worker.place().substring("pid ".length()));
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
    }

    private static Consumer<Throwable> is(Reason reason) {
        return failure -> assertThat(failure)
                .isInstanceOfSatisfying(
                        WorkerProviderException.class,
                        e -> assertThat(e.reason()).isEqualTo(reason));
    }
}
