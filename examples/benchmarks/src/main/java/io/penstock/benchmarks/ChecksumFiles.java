// SPDX-License-Identifier: Apache-2.0
package io.penstock.benchmarks;

import io.penstock.api.function.RuntimeContext;
import io.penstock.api.sink.Sink;
import io.penstock.api.sink.SinkWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/** {@link ChecksumSink} for several processes: each subtask leaves its sum in a file when it is closed. */
record ChecksumFiles<T>(Path directory, ToLongFunction<? super T> checksum) implements Sink<T> {
    /** The sum over all subtasks of the last job, 16 hex digits; forgets it. */
    static String take(Path directory) throws IOException {
        List<Path> files;
        try (Stream<Path> entries = Files.list(directory)) {
            files = entries.toList();
        }
        long sum = 0;
        for (Path file : files) {
            sum += Long.parseUnsignedLong(Files.readString(file), 16);
            Files.delete(file);
        }
        return Input.hex(sum);
    }

    @Override
    public SinkWriter<T> createWriter(RuntimeContext context) {
        Path file = directory.resolve("sum-" + context.subtaskIndex());
        return new SinkWriter<>() {
            private long sum;

            @Override
            public void write(T value, long timestampMs) {
                sum += checksum.applyAsLong(value);
            }

            @Override
            public void close() throws IOException {
                Files.writeString(file, Input.hex(sum));
            }
        };
    }
}
