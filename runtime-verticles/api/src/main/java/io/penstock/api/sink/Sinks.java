// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.sink;

import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * The built-in sinks.
 *
 * <pre>{@code
 * CollectSink<String> seen = Sinks.collect();
 * lines.sinkTo("test", seen);
 * lines.sinkTo("files", Sinks.textFiles(Path.of("out")));
 * lines.sinkTo("nowhere", Sinks.discard());
 * }</pre>
 */
public final class Sinks {
    private Sinks() {}

    /** Prints each record to the worker's standard output, at once and without transactions. */
    public static <T> Sink<T> print(String prefix) {
        return new PrintSink<>(prefix);
    }

    /** Drops records; counts them in the metric {@code records_discarded}. */
    public static <T> Sink<T> discard() {
        return new DiscardSink<>();
    }

    /** Gathers records in this JVM, for tests: see {@link CollectSink}. */
    public static <T> CollectSink<T> collect() {
        return new CollectSink<>();
    }

    /**
     * Hands each record to a consumer, at once and without transactions; called from the task's threads of all
     * subtasks.
     */
    public static <T> Sink<T> forEach(Consumer<? super T> consumer) {
        return context -> (value, timestampMs) -> consumer.accept(value);
    }

    /** Text files with one line per record in a directory: see {@link TextFileSink}. */
    public static <T> TextFileSink<T> textFiles(Path directory) {
        return new TextFileSink<>(directory, String::valueOf, TextFileSink.ROLL_BYTES);
    }
}
