// SPDX-License-Identifier: Apache-2.0
package io.penstock.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code penstock run}: a cluster of real processes for one job, of which nothing is left, however it ends. */
class PerJobIT {
    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    @Test
    void aJobThatFinishesEndsTheCommandWithSuccess() throws Exception {
        Path out = directory.resolve("out");
        try (Command run = run("--input", WordCounts.TEXT.toString(), "--output", out.toString())) {
            List<ProcessHandle> workers = workersOf(run);
            assertThat(run.exitCode()).as(run.output()).isZero();
            assertThat(run.output()).contains("FINISHED");
            assertThat(WordCounts.in(out)).isEqualTo(WordCounts.byALoop());
            assertNothingIsLeft(workers);
        }
    }

    @Test
    void aJobThatFailsEndsTheCommandWithFailureAndSaysWhy() throws Exception {
        try (Command run = run("--input", WordCounts.TEXT.toString(), "--output", "/proc/none/of/this")) {
            List<ProcessHandle> workers = workersOf(run);
            assertThat(run.exitCode()).as(run.output()).isEqualTo(1);
            assertThat(run.output()).contains("/proc/none").doesNotContain("\tat ");
            assertNothingIsLeft(workers);
        }
    }

    @Test
    void inputThatIsMissingFailsAtOnce() throws Exception {
        Path out = directory.resolve("out");
        try (Command run = run("--input", directory.resolve("none.txt").toString(), "--output", out.toString())) {
            assertThat(run.exitCode()).as(run.output()).isEqualTo(1);
            assertThat(run.output()).contains("none.txt").doesNotContain("\tat ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM", "KILL"})
    void aCommandThatIsInterruptedTakesItsWorkersWithIt(String signal) throws Exception {
        Path input = Files.createDirectory(directory.resolve("in"));
        Path out = directory.resolve("out");
        String[] endless = {
            "--input", input.toString(), "--output", out.toString(), "--mode", "streaming", "--watch", "100"
        };
        try (Command run = run(endless)) {
            List<ProcessHandle> workers = workersOf(run);
            SessionCluster.await("the job runs", () -> run.output().contains("RUNNING"));
            run.signal(signal);
            assertThat(run.exitCode()).isNotZero();
            for (ProcessHandle worker : workers)
                SessionCluster.await("worker " + worker.pid() + " is gone", () -> !worker.isAlive());
            if (!signal.equals("KILL")) assertNothingIsLeft(workers);
        }
    }

    private Command run(String... arguments) throws Exception {
        Stream<String> command = Stream.of(
                "run",
                "--workers",
                "2",
                "--parallelism",
                "2",
                "-Dslot.count=1",
                "--class",
                WordCounts.PROGRAM,
                WordCounts.JAR.toString());
        return Command.start(
                directory, Stream.concat(command, Stream.of(arguments)).toArray(String[]::new));
    }

    /** Its two worker processes, as soon as there are two. */
    private static List<ProcessHandle> workersOf(Command run) throws Exception {
        SessionCluster.await("two workers run", () -> {
            assertThat(run.process.isAlive()).as(run.output()).isTrue();
            return run.process.children().count() == 2;
        });
        return run.process.children().toList();
    }

    private void assertNothingIsLeft(List<ProcessHandle> workers) throws Exception {
        assertThat(workers).noneMatch(ProcessHandle::isAlive);
        try (Stream<Path> left = Files.list(directory.resolve("tmp"))) {
            assertThat(left.filter(file -> file.getFileName().toString().startsWith("penstock")))
                    .isEmpty();
        }
    }
}
