// SPDX-License-Identifier: Apache-2.0
package io.penstock.benchmarks;

import io.penstock.api.ExecutionMode;
import io.penstock.api.JobBuilder;
import io.penstock.api.Penstock;
import io.penstock.api.function.Aggregates;
import io.penstock.api.sink.Sinks;
import io.penstock.api.source.Sources;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * W7: {@code BatchWords write FILE lines} makes the input; {@code BatchWords run INPUT OUT runs} counts its words as a
 * batch job from text files to text files, {@code runs} times in this JVM, and prints one JSON line: seconds from
 * submission to the end of the first job and the median of the later ones, and the checksum of the output.
 */
public final class BatchWords {
    private BatchWords() {}

    /** Runs it. */
    public static void main(String[] args) throws Exception {
        if (args[0].equals("write")) write(Path.of(args[1]), Long.parseLong(args[2]));
        else run(Path.of(args[1]), Path.of(args[2]), Integer.parseInt(args[3]));
        System.exit(0);
    }

    private static void write(Path file, long lines) throws IOException {
        var made = new Input.Lines();
        try (BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.US_ASCII)) {
            for (long i = 0; i < lines; i++) {
                out.write(made.line(i));
                out.write('\n');
            }
        }
    }

    private static void run(Path input, Path out, int runs) throws IOException {
        var seconds = new double[runs];
        String checksum = "";
        for (int run = 0; run < runs; run++) {
            delete(out);
            long startNs = System.nanoTime();
            Penstock.local().run(job -> define(job, input, out));
            seconds[run] = (System.nanoTime() - startNs) / 1e9;
            checksum = checksum(out);
            System.err.printf(Locale.ROOT, "w7 run %d: %.2f s, checksum %s%n", run, seconds[run], checksum);
        }
        double[] warm = Arrays.copyOfRange(seconds, 1, runs);
        System.out.printf(
                Locale.ROOT,
                "{\"case\":\"w7\",\"java\":\"%s\",\"first_s\":%.3f,\"warm_s\":%.3f,\"checksum\":\"%s\"}%n",
                Runtime.version(),
                seconds[0],
                Median.of(warm),
                checksum);
    }

    private static void define(JobBuilder job, Path input, Path out) {
        job.name("w7")
                .mode(ExecutionMode.BATCH)
                .parallelism(2)
                .source("text", Sources.textFiles(input))
                .<String>flatMap(Workload::split)
                .keyBy(word -> word)
                .keyType(String.class)
                .aggregate(Aggregates.counting())
                .map(count -> count.key() + "\t" + count.value())
                .sinkTo("counts", Sinks.textFiles(out));
    }

    private static String checksum(Path directory) throws IOException {
        long sum = 0;
        List<Path> files;
        try (Stream<Path> entries = Files.walk(directory)) {
            files = entries.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
            for (String line : Files.readAllLines(file)) {
                int tab = line.indexOf('\t');
                sum += Input.wordCheck(line.substring(0, tab), Long.parseLong(line.substring(tab + 1)));
            }
        }
        return Input.hex(sum);
    }

    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) return;
        List<Path> entries;
        try (Stream<Path> walk = Files.walk(directory)) {
            entries = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path entry : entries) Files.delete(entry);
    }
}
