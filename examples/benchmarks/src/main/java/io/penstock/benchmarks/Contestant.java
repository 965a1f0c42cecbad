// SPDX-License-Identifier: Apache-2.0
package io.penstock.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A system in a comparison: the command for one run of a case in a fresh JVM, and how its answer reads.
 *
 * @param name as the table shows it
 * @param command relative to the benchmarks' directory; prints JSON lines
 * @param n records, lines or events of a run; 0 where the case has no such number
 * @param figures for each figure of the case, the JSON line (by a part of its text), the field and the factor to the
 *     case's unit
 */
record Contestant(String name, List<String> command, long n, Map<String, Field> figures) {
    /** Where a figure stands. */
    record Field(String lineWith, String name, double factor) {}

    private static final Pattern CHECKSUM = Pattern.compile("checksum(?:\":\\s*\"|=)([0-9a-f]{16})");

    /**
     * Who takes part in a case. Unless a size is asked for, each gets as much as keeps it busy for some ten seconds;
     * the checksum is known for any size.
     */
    static List<Contestant> of(String name, Settings settings) {
        long n = settings.n();
        return switch (name) {
            case "w1" -> {
                long ours = n > 0 ? n : 2_000_000_000;
                long flink = n > 0 ? n : 1_000_000_000;
                long jet = n > 0 ? n : 150_000_000;
                yield List.of(penstock("w1", ours), flink("w1", flink), jet("jet", "w1", "w1", jet));
            }
            case "w2" -> {
                long lines = n > 0 ? n : 5_000_000;
                yield List.of(
                        penstock("w2", n > 0 ? n : 30_000_000),
                        flink("w2", lines),
                        jet("jet", "w2", "w2-rolling", lines),
                        jet("jet low-level", "w2", "w2-rolling-dag", lines));
            }
            case "w3", "w3-builtin" -> {
                long events = n > 0 ? n : 40_000_000;
                yield List.of(
                        penstock(name, n > 0 ? n : 400_000_000),
                        flink("w3", events),
                        jet("jet", "w3", "w3", events),
                        jet("jet low-level", "w3", "w3-dag", events));
            }
            case "w5" -> {
                long ours = n > 0 ? n : 200_000_000;
                long events = n > 0 ? n : 40_000_000;
                yield List.of(
                        throughput("penstock", ours, "./run", "w5", "" + ours, "1", "generic"),
                        throughput("penstock built-in", ours, "./run", "w5", "" + ours, "1", "builtin"),
                        flink("w5", events),
                        jet("jet", "w5", "w5", events),
                        jet("jet low-level", "w5", "w5-dag", events));
            }
            case "w6" -> latency(settings.seconds());
            case "w7" -> batch(n > 0 ? n : 6_700_000);
            default -> throw new IllegalArgumentException("no case " + name);
        };
    }

    private static Contestant penstock(String name, long n) {
        return throughput("penstock", n, "./run", name, "" + n, "1");
    }

    private static Contestant flink(String name, long n) {
        return throughput("flink", n, "peers/flink/run", name, "n=" + n, "runs=1");
    }

    private static Contestant jet(String shown, String name, String variant, long n) {
        return throughput(shown, n, "peers/jet/run", name, "n=" + n, "runs=1", "only=" + variant);
    }

    private static Contestant throughput(String name, long n, String... command) {
        return new Contestant(name, List.of(command), n, Map.of("M/s", new Field("", "median", 1)));
    }

    private static List<Contestant> latency(long seconds) {
        var ours = new LinkedHashMap<String, Field>();
        var flink = new LinkedHashMap<String, Field>();
        var jet = new LinkedHashMap<String, Field>();
        for (String p : List.of("50", "99", "99.9")) {
            String figure = "p" + p + " ms";
            ours.put(figure, new Field("", "window_p" + p + "_ms", 1));
            flink.put(figure, new Field("since_window_end", "p" + p, 1));
            jet.put(figure, new Field("w6-after-window\",\"metric\":\"p" + p + "_us", "median", 1e-3));
        }
        ours.put("cores", new Field("", "cores", 1));
        flink.put("cores", new Field("cores_used", "median", 1));
        jet.put("cores", new Field("cpu_percent_of_one_core", "median", 1e-2));
        List<String> flinkRun = List.of("peers/flink/run", "w6", "secs=" + seconds);
        var tuned = new ArrayList<>(flinkRun);
        tuned.add("buffer=0");
        return List.of(
                new Contestant("penstock", List.of("./run", "w6", "" + seconds), 0, ours),
                new Contestant("flink", flinkRun, 0, flink),
                new Contestant("flink tuned", tuned, 0, flink),
                new Contestant("jet", List.of("peers/jet/run", "w6", "200000", "" + seconds, "1"), 0, jet));
    }

    private static List<Contestant> batch(long lines) {
        Map<String, Field> ours = new LinkedHashMap<>();
        ours.put("fresh s", new Field("", "first_s", 1));
        ours.put("warm s", new Field("", "warm_s", 1));
        Map<String, Field> jet = new LinkedHashMap<>();
        jet.put("fresh s", new Field("first_job_in_JVM_s", "median", 1));
        jet.put("warm s", new Field("warm_job_s", "median", 1));
        Map<String, Field> flink = Map.of("fresh s", new Field("", "median", 1));
        return List.of(
                new Contestant("penstock", List.of("./run", "w7", "" + lines, "4"), lines, ours),
                new Contestant("flink", List.of("peers/flink/run", "w7"), lines, flink),
                new Contestant("flink hand-combined", List.of("peers/flink/run", "w7", "combine=1"), lines, flink),
                new Contestant("jet", List.of("peers/jet/run", "w7", "n=" + lines, "runs=4"), lines, jet));
    }

    /** The figures in what a run has printed; those that are not there are left out. */
    Map<String, Double> read(String output) {
        var found = new LinkedHashMap<String, Double>();
        figures.forEach((figure, field) -> {
            for (String line : output.split("\n", -1)) {
                if (!line.startsWith("{") || !line.contains(field.lineWith)) continue;
                Matcher value = Pattern.compile("\"" + Pattern.quote(field.name) + "\":\\s*([0-9.eE+-]+)")
                        .matcher(line);
                if (value.find()) found.put(figure, Double.parseDouble(value.group(1)) * field.factor);
            }
        });
        return found;
    }

    /** The checksum in what a run has printed. */
    static @Nullable String checksum(String output) {
        Matcher matcher = CHECKSUM.matcher(output);
        return matcher.find() ? matcher.group(1) : null;
    }
}
