// SPDX-License-Identifier: Apache-2.0
package io.penstock.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code java -jar penstock.jar} with some command, as a user's shell would run it. */
final class Command implements AutoCloseable {
    private static final int PATIENCE_S = 120;

    final Process process;
    private final Path output;

    private Command(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** Its temporary files go into {@code directory}, its output into a file there. */
    static Command start(Path directory, String... arguments) throws IOException {
        Path scratch = Files.createDirectories(directory.resolve("tmp"));
        Path output = Files.createTempFile(directory, "command", ".out");
        // A shell starts its background jobs, this test perhaps among them, with SIGINT ignored; a JVM would keep to
        // that.
        List<String> line = new ArrayList<>(List.of(
                "env",
                "--default-signal=INT",
                SessionCluster.java(),
                "-Djava.io.tmpdir=" + scratch,
                "-jar",
                SessionCluster.jar("runtime-verticles/target/penstock.jar").toString()));
        line.addAll(List.of(arguments));
        Process process = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        return new Command(process, output);
    }

    /** Waits for its end and tells its exit code. */
    int exitCode() throws InterruptedException {
        if (!process.waitFor(PATIENCE_S, TimeUnit.SECONDS))
            throw new AssertionError("has not ended within " + PATIENCE_S + " s: " + process.info());
        return process.exitValue();
    }

    /** What it printed so far. */
    String output() throws IOException {
        return Files.readString(output);
    }

    /** Sends a signal by its name, such as INT. */
    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }
}
