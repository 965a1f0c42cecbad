// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.sink;

import io.penstock.api.function.RuntimeContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;

/**
 * Text files in a directory, UTF-8, one line per record, rolled over at a size. A file is named
 * {@code part-<job>-<subtask>-<number>} (the job id's first 8 digits; a restarted subtask's number is
 * {@code <attempt>.<number>}) when it is final, and starts with a dot while it is written or waits for its commit; so
 * whoever reads names without a dot sees only committed records. Every worker must see the same directory. Immutable.
 *
 * <pre>{@code
 * TextFileSink<Order> files = Sinks.textFiles(Path.of("out"));
 * orders.sinkTo("orders", files.format(order -> order.id() + "," + order.amount()).rollAt(1 << 20));
 * }</pre>
 */
public final class TextFileSink<T> implements Sink<T> {
    static final long ROLL_BYTES = 128L << 20;

    private final Path directory;
    private final Function<? super T, String> format;
    private final long rollBytes;

    TextFileSink(Path directory, Function<? super T, String> format, long rollBytes) {
        if (rollBytes < 1) throw new IllegalArgumentException("files must roll at 1 byte or more, not " + rollBytes);
        this.directory = directory;
        this.format = format;
        this.rollBytes = rollBytes;
    }

    /** The same with another line format; by default {@link String#valueOf(Object)}. */
    public TextFileSink<T> format(Function<? super T, String> lineFormat) {
        return new TextFileSink<>(directory, lineFormat, rollBytes);
    }

    /** The same with another size at which a file is closed and the next begun; default 128 MiB. */
    public TextFileSink<T> rollAt(long bytes) {
        return new TextFileSink<>(directory, format, bytes);
    }

    @Override
    public SinkWriter<T> createWriter(RuntimeContext context) throws IOException {
        Files.createDirectories(directory);
        String stem = "part-" + context.jobId().substring(0, 8) + "-" + context.subtaskIndex() + "-";
        return new TextFileWriter<>(directory, stem, context.attempt(), format, rollBytes);
    }
}
