// SPDX-License-Identifier: Apache-2.0
package io.penstock.examples;

import io.penstock.api.ExecutionMode;
import io.penstock.api.JobBuilder;
import io.penstock.api.JobProgram;
import io.penstock.api.function.Aggregates;
import io.penstock.api.function.Collector;
import io.penstock.api.sink.Sinks;
import io.penstock.api.source.Source;
import io.penstock.api.source.Sources;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;

/**
 * Counts the words of text files. As batch it writes one line {@code word<TAB>count} per word; as stream one for every
 * word read, with the count so far. Words are runs of the letters a to z, in lower case.
 *
 * <p>Arguments: {@code --input} file or directory, {@code --output} directory, {@code --mode batch|streaming} (default
 * batch), {@code --watch} ms: never ends, and looks for new files in the input directory at that interval (streaming
 * only).
 */
public final class WordCount implements JobProgram {
    @Override
    public void define(JobBuilder job) {
        Arguments args = Arguments.parse(job.args(), Set.of("input", "output", "mode", "watch"));
        job.name("word-count")
                .mode(ExecutionMode.valueOf(args.get("mode", "batch").toUpperCase(Locale.ROOT)));
        job.source("text", text(args))
                .flatMap(WordCount::split)
                .name("words")
                .keyBy(word -> word)
                .keyType(String.class)
                .aggregate(Aggregates.counting())
                .name("count")
                .uid("count")
                .map(count -> count.key() + "\t" + count.value())
                .name("format")
                .sinkTo("counts", Sinks.<String>textFiles(Path.of(args.required("output"))));
    }

    private static Source<String> text(Arguments args) {
        Path input = Path.of(args.required("input"));
        String watchMs = args.get("watch", "");
        return watchMs.isEmpty()
                ? Sources.textFiles(input)
                : Sources.watchTextFiles(input, Duration.ofMillis(Long.parseLong(watchMs)));
    }

    static void split(String line, Collector<String> out) {
        int start = -1;
        for (int i = 0; i <= line.length(); i++) {
            boolean letter = i < line.length() && isLetter(line.charAt(i));
            if (letter && start < 0) start = i;
            if (!letter && start >= 0) {
                out.collect(line.substring(start, i).toLowerCase(Locale.ROOT));
                start = -1;
            }
        }
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }
}
