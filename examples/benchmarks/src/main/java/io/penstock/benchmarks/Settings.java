// SPDX-License-Identifier: Apache-2.0
package io.penstock.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What to compare.
 *
 * @param homes JVMs to run on
 * @param only names of systems, empty for all
 * @param n size of the input, 0 for the case's own
 * @param seconds how long latency is measured
 * @param out where the JSON goes; also read, when {@code add} says that its runs count
 */
record Settings(
        String name, int runs, List<Path> homes, List<String> only, long n, long seconds, Path out, boolean add) {
    /** Reads {@code CASE JAVA_HOME,... [--runs 3] [--only a,b] [--n 1000] [--seconds 60] [--out FILE] [--add]}. */
    static Settings of(String[] args) {
        String name = args[0];
        List<Path> homes =
                List.of(args[1].split(",", -1)).stream().map(Path::of).toList();
        int runs = 3;
        List<String> only = List.of();
        long n = 0;
        long seconds = 60;
        Path out = Path.of("target", "compare-" + name + ".json");
        boolean add = false;
        var rest = new ArrayList<>(List.of(args).subList(2, args.length));
        while (!rest.isEmpty()) {
            String option = rest.remove(0);
            if (option.equals("--add")) {
                add = true;
                continue;
            }
            if (rest.isEmpty()) throw new IllegalArgumentException(option + " needs a value");
            String value = rest.remove(0);
            switch (option) {
                case "--runs" -> runs = Integer.parseInt(value);
                case "--only" -> only = List.of(value.split(",", -1));
                case "--n" -> n = Long.parseLong(value);
                case "--seconds" -> seconds = Long.parseLong(value);
                case "--out" -> out = Path.of(value);
                default -> throw new IllegalArgumentException("unknown option " + option);
            }
        }
        return new Settings(name, runs, homes, only, n, seconds, out, add);
    }
}
