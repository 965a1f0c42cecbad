// SPDX-License-Identifier: Apache-2.0
package io.penstock.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Reads what text-file sinks made final. */
final class Output {
    /** The module's data directory, from wherever Maven runs the tests. */
    static final Path DATA = Path.of("data").toAbsolutePath();

    private Output() {}

    static List<String> lines(Path directory) throws IOException {
        var lines = new ArrayList<String>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.sorted().toList()) {
                if (file.getFileName().toString().startsWith(".")) throw new AssertionError("not final: " + file);
                lines.addAll(Files.readAllLines(file));
            }
        }
        return lines;
    }
}
