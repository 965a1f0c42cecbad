// SPDX-License-Identifier: Apache-2.0
package io.penstock.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The word count example: where it is, what it made, and the same by a loop. */
final class WordCounts {
    static final Path TEXT = SessionCluster.jar("examples/data/king-james-bible.txt");
    static final Path JAR = SessionCluster.jar("examples/target/penstock-examples.jar");
    static final String PROGRAM = "io.penstock.examples.WordCount";

    private static final Pattern NO_WORD = Pattern.compile("[^A-Za-z]+");

    private WordCounts() {}

    /** The last count of each word in the job's files. */
    static Map<String, Long> in(Path out) throws IOException {
        var counts = new TreeMap<String, Long>();
        for (Path file : files(out)) {
            for (String line : Files.readAllLines(file)) {
                String[] fields = line.split("\t", -1);
                counts.merge(fields[0], Long.parseLong(fields[1]), Math::max);
            }
        }
        return counts;
    }

    /** The job's files, none of which may be hidden: those are not committed. */
    private static List<Path> files(Path directory) throws IOException {
        var files = new ArrayList<Path>();
        try (Stream<Path> entries = Files.list(directory)) {
            entries.sorted().forEach(files::add);
        }
        assertThat(files)
                .isNotEmpty()
                .noneMatch(file -> file.getFileName().toString().startsWith("."));
        return files;
    }

    static Map<String, Long> byALoop() throws IOException {
        var counts = new TreeMap<String, Long>();
        for (String line : Files.readAllLines(TEXT)) {
            for (String word : NO_WORD.split(line)) {
                if (!word.isEmpty()) counts.merge(word.toLowerCase(Locale.ROOT), 1L, Long::sum);
            }
        }
        return counts;
    }
}
