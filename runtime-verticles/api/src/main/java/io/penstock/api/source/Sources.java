// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.source;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.LongFunction;

/**
 * The built-in sources.
 *
 * <pre>{@code
 * job.source("numbers", Sources.numbers(0, 1_000));
 * job.source("words", Sources.collection(List.of("to", "be")));
 * job.source("ticks", Sources.generator(i -> "tick " + i, 10)); // ten a second, without end
 * job.source("text", Sources.textFiles(Path.of("books")));
 * }</pre>
 */
public final class Sources {
    private Sources() {}

    /**
     * The numbers {@code from} (inclusive) to {@code to} (exclusive); subtask s of p reads from + s, from + s + p, and
     * so on.
     */
    public static Source<Long> numbers(long from, long to) {
        if (to < from)
            throw new IllegalArgumentException("numbers must not end (" + to + ") before they start (" + from + ")");
        return new SequenceSource<>(from, to, Long::valueOf, 0);
    }

    /** The elements of a list, spread over the subtasks. */
    public static <T> Source<T> collection(List<T> elements) {
        List<T> copy = List.copyOf(elements);
        return new SequenceSource<>(0, copy.size(), index -> copy.get((int) index), 0);
    }

    /**
     * {@code count} records made from their index as fast as they are taken. The function must give the same record for
     * the same index.
     */
    public static <T> Source<T> generator(long count, LongFunction<? extends T> function) {
        return new SequenceSource<>(0, count, function, 0);
    }

    /** Records made from their index without end, {@code perSecond} of them over all subtasks. */
    public static <T> Source<T> generator(LongFunction<? extends T> function, double perSecond) {
        return new SequenceSource<>(0, Long.MAX_VALUE, function, checkedRate(perSecond));
    }

    /** {@code count} records made from their index, {@code perSecond} of them over all subtasks. */
    public static <T> Source<T> generator(long count, LongFunction<? extends T> function, double perSecond) {
        return new SequenceSource<>(0, count, function, checkedRate(perSecond));
    }

    /**
     * The lines of text files (UTF-8, ended by LF or CR LF). A path is a file or a directory, whose plain files are
     * read but for those whose names start with a dot or an underscore. Large files are read by several subtasks in
     * ranges. Every worker must see the same files.
     *
     * @throws IllegalArgumentException if no path is given; a missing file fails the task with an {@link IOException}
     *     that names it
     */
    public static Source<String> textFiles(Path... paths) {
        return new TextFileSource(List.of(paths), null);
    }

    /**
     * As {@link #textFiles}, without end: looks for new files every {@code interval}. Files must be moved in whole;
     * they are read once.
     */
    public static Source<String> watchTextFiles(Path directory, Duration interval) {
        if (interval.toMillis() < 1) throw new IllegalArgumentException("the interval must be at least 1 ms");
        return new TextFileSource(List.of(directory), interval);
    }

    /**
     * Lines (UTF-8) from a TCP server, by one subtask. Ends when the server closes the connection. A socket can't be
     * read twice, so after a failure what was in flight is lost: for demonstrations and tests.
     */
    public static Source<String> socketLines(String host, int port) {
        return new SocketLineSource(host, port);
    }

    private static double checkedRate(double perSecond) {
        if (!(perSecond > 0))
            throw new IllegalArgumentException("the rate must be above 0 records/s, not " + perSecond);
        return perSecond;
    }
}
