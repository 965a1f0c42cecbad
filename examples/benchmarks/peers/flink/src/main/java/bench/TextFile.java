// SPDX-License-Identifier: Apache-2.0
package bench;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** W7 helper: "write FILE LINES" makes the input, "sum DIR" checksums the text output files. */
public final class TextFile {
    public static void main(String[] args) throws IOException {
        if (args[0].equals("write")) {
            String[] d = Gen.dictionary();
            short[] z = Gen.zipfTable();
            StringBuilder b = new StringBuilder();
            try (BufferedWriter w = Files.newBufferedWriter(Path.of(args[1]), StandardCharsets.US_ASCII)) {
                for (long i = 0; i < Long.parseLong(args[2]); i++) {
                    b.setLength(0);
                    Gen.line(i, d, z, b);
                    w.write(b.append('\n').toString());
                }
            }
            return;
        }
        long[] t = new long[3];
        try (Stream<Path> files = Files.walk(Path.of(args[1]))) {
            for (Path p : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator)
                for (String l : Files.readAllLines(p)) {
                    int at = l.indexOf('\t');
                    long n = Long.parseLong(l.substring(at + 1));
                    t[0]++;
                    t[1] += n;
                    t[2] += Gen.mix(((long) l.substring(0, at).hashCode() << 32) + n);
                }
        }
        System.out.printf("distinct=%d words=%d checksum=%016x%n", t[0], t[1], t[2]);
    }
}
