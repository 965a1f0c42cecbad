// SPDX-License-Identifier: Apache-2.0
package io.penstock.benchmarks;

import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** Medians of a comparison, per system and JDK, and how many times better Penstock is than each peer. */
final class Report {
    private static final String OURS = "penstock";

    private final String name;
    private final List<Reading> readings;

    Report(String name, List<Reading> readings) {
        this.name = name;
        this.readings = readings;
    }

    /** A row of the table. */
    private record Row(String system, String java, String figure, List<Double> runs, double ratio) {
        double median() {
            return medianOf(runs);
        }
    }

    private List<Row> rows() {
        Set<String> figures = new TreeSet<>();
        Set<String> systems = new LinkedHashSet<>();
        Set<String> versions = new TreeSet<>();
        for (Reading reading : readings) {
            figures.addAll(reading.figures().keySet());
            systems.add(reading.system());
            versions.add(reading.java());
        }
        List<Row> rows = new ArrayList<>();
        for (String figure : figures) {
            for (String java : versions) {
                List<Double> ours = runs(OURS, java, figure);
                for (String system : systems) {
                    List<Double> runs = runs(system, java, figure);
                    if (!runs.isEmpty()) rows.add(new Row(system, java, figure, runs, ratio(figure, ours, runs)));
                }
            }
        }
        return rows;
    }

    private List<Double> runs(String system, String java, String figure) {
        return readings.stream()
                .filter(reading ->
                        reading.system().equals(system) && reading.java().equals(java))
                .map(reading -> reading.figures().get(figure))
                .filter(Objects::nonNull)
                .sorted()
                .toList();
    }

    /** Throughput is better when higher, all else when lower. */
    private static double ratio(String figure, List<Double> ours, List<Double> theirs) {
        if (ours.isEmpty()) return Double.NaN;
        double mine = medianOf(ours);
        double other = medianOf(theirs);
        return figure.endsWith("/s") ? mine / other : other / mine;
    }

    private static double medianOf(List<Double> runs) {
        return Median.of(runs.stream().mapToDouble(Double::doubleValue).toArray());
    }

    /** For people. */
    String table() throws IOException {
        var text = new StringBuilder();
        text.append("case ")
                .append(name)
                .append(", ")
                .append(LocalDate.now(ZoneOffset.UTC))
                .append(", ");
        text.append(Compare.Machine.hardware()).append("\n\n");
        text.append("| figure | JDK | system | median | runs | Penstock is better by |\n|---|---|---|---|---|---|\n");
        for (Row row : rows()) {
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %s | %s | %.3g | %s | %s |%n",
                    row.figure,
                    row.java,
                    row.system,
                    row.median(),
                    list(row.runs),
                    row.system.equals(OURS) || Double.isNaN(row.ratio)
                            ? ""
                            : String.format(Locale.ROOT, "%.1fx", row.ratio)));
        }
        return text.toString();
    }

    private static String list(List<Double> runs) {
        return String.join(
                " ",
                runs.stream()
                        .map(run -> String.format(Locale.ROOT, "%.3g", run))
                        .toList());
    }

    /** For programs: the medians, then every run in a line of its own. */
    String json() throws IOException {
        List<String> medians = rows().stream()
                .map(row -> String.format(
                        Locale.ROOT,
                        "{\"figure\":\"%s\",\"java\":\"%s\",\"of\":\"%s\",\"median\":%.4g,\"runs\":%d,\"ratio\":%s}",
                        row.figure,
                        row.java,
                        row.system,
                        row.median(),
                        row.runs.size(),
                        Double.isNaN(row.ratio) ? "null" : String.format(Locale.ROOT, "%.3g", row.ratio)))
                .toList();
        return String.format(
                "{\"case\":\"%s\",\"date\":\"%s\",\"hardware\":\"%s\",%n\"medians\":[%n%s],%n\"readings\":[%n%s]}%n",
                name,
                LocalDate.now(ZoneOffset.UTC),
                Compare.Machine.hardware(),
                String.join(",\n", medians),
                String.join(",\n", readings.stream().map(Reading::json).toList()));
    }
}
