// SPDX-License-Identifier: Apache-2.0
package io.penstock.benchmarks;

import io.penstock.api.JobBuilder;
import io.penstock.api.JobProgram;
import io.penstock.api.function.RuntimeContext;
import io.penstock.api.sink.Sink;
import io.penstock.api.sink.SinkWriter;
import io.penstock.api.source.Sources;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * An endless job whose pulse can be felt from outside: {@code <directory> <perSecond>}; numbers, all to all to a sink
 * that writes each into {@code beat-<subtask>-<process id>} in the directory at once.
 */
public final class BeatJob implements JobProgram {
    @Override
    public void define(JobBuilder job) {
        Path directory = Path.of(job.args().get(0));
        double perSecond = Double.parseDouble(job.args().get(1));
        job.name("beat");
        job.source("numbers", Sources.generator(index -> index, perSecond))
                .keyBy(number -> number)
                .reduce(Long::sum)
                .sinkTo("beats", new BeatSink(directory));
    }

    private record BeatSink(Path directory) implements Sink<Long> {
        @Override
        public SinkWriter<Long> createWriter(RuntimeContext context) throws IOException {
            Files.createDirectories(directory);
            Path file = directory.resolve("beat-" + context.subtaskIndex() + "-"
                    + ProcessHandle.current().pid());
            return (number, timestampMs) -> Files.write(
                    file,
                    (number + "\n").getBytes(StandardCharsets.US_ASCII),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        }
    }

    /** The bytes that its sinks have written so far. */
    static long bytes(Path directory) throws IOException {
        return bytes(directory, "beat-*");
    }

    /** The bytes that its sinks in one process have written so far. */
    static long bytes(Path directory, long pid) throws IOException {
        return bytes(directory, "beat-*-" + pid);
    }

    private static long bytes(Path directory, String names) throws IOException {
        if (!Files.exists(directory)) return 0;
        long bytes = 0;
        try (var files = Files.newDirectoryStream(directory, names)) {
            for (Path file : files) bytes += Files.size(file);
        }
        return bytes;
    }
}
