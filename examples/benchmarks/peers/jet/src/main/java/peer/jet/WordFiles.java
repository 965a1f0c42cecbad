// SPDX-License-Identifier: Apache-2.0
package peer.jet;

import static com.hazelcast.function.Functions.wholeItem;
import static com.hazelcast.jet.aggregate.AggregateOperations.counting;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.jet.pipeline.Pipeline;
import com.hazelcast.jet.pipeline.Sinks;
import com.hazelcast.jet.pipeline.Sources;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** W7: batch word count from text files to text files. */
final class WordFiles {
    private WordFiles() {}

    /** args: generate dir lines files | count caseName inDir outDir runs lines */
    public static void main(String[] args) throws Exception {
        if (args[0].equals("generate")) {
            generate(Path.of(args[1]), Long.parseLong(args[2]), Integer.parseInt(args[3]));
            return;
        }
        Path out = Path.of(args[3]);
        long lines = Long.parseLong(args[5]);
        long expected = Expected.of("w7", lines);
        Out.sum(args[1], lines, expected);
        HazelcastInstance hz = Node.start(2, 1);
        for (int r = 0; r < Integer.parseInt(args[4]); r++) {
            delete(out);
            Pipeline p = Pipeline.create();
            p.readFrom(Sources.filesBuilder(args[2]).glob("*.txt").build())
                    .flatMap(Gen.Words::new)
                    .setLocalParallelism(2)
                    .groupingKey(wholeItem())
                    .aggregate(counting())
                    .setLocalParallelism(2)
                    .map(e -> e.getKey() + '\t' + e.getValue())
                    .writeTo(Sinks.files(out.toString()));
            long t0 = System.nanoTime();
            hz.getJet().newJob(p).join();
            double s = (System.nanoTime() - t0) / 1e9;
            long words = 0;
            long sum = 0;
            try (Stream<Path> files = Files.list(out)) {
                for (Path f : (Iterable<Path>) files::iterator) {
                    for (String l : Files.readAllLines(f)) {
                        String[] e = l.split("\t");
                        words += Long.parseLong(e[1]);
                        sum += Gen.checkWord(e[0], Long.parseLong(e[1]));
                    }
                }
            }
            Out.log(
                    "%s run %d: %.2f s, %d words, checksum %016x%s",
                    args[1],
                    r,
                    s,
                    words,
                    sum,
                    sum == expected ? "" : " WRONG, not " + String.format("%016x", expected));
            if (sum != expected) {
                System.exit(1);
            }
            Out.fig(args[1], r == 0 ? "first_job_in_JVM_s" : "warm_job_s", s);
        }
        System.exit(0);
    }

    /** Lines 0 to lines - 1, in order, over the files. */
    private static void generate(Path dir, long lines, int files) throws IOException {
        Files.createDirectories(dir);
        long bytes = 0;
        long i = 0;
        for (int f = 0; f < files; f++) {
            try (BufferedWriter w = Files.newBufferedWriter(dir.resolve("part" + f + ".txt"))) {
                for (; i < lines * (f + 1) / files; i++) {
                    String line = Gen.LineSet.line(i);
                    w.write(line);
                    w.write('\n');
                    bytes += line.length() + 1;
                }
            }
        }
        Out.log("w7: %d lines, %d bytes in %d files", i, bytes, files);
    }

    private static void delete(Path dir) throws IOException {
        if (Files.exists(dir)) {
            try (Stream<Path> s = Files.walk(dir)) {
                s.sorted(Comparator.reverseOrder()).forEach(f -> f.toFile().delete());
            }
        }
    }
}
