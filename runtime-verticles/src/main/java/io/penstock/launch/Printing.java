// SPDX-License-Identifier: Apache-2.0
package io.penstock.launch;

import java.io.PrintWriter;
import java.io.Writer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Text for people: tables, durations, and whether somebody watches. */
final class Printing {
    private Printing() {}

    /** Whether a person sees the output as it comes. */
    @SuppressWarnings("SystemConsoleNull") // Main chooses the console that is null on a pipe
    static boolean isTerminal() {
        return System.console() != null && System.getenv("TERM") != null;
    }

    static PrintWriter silent() {
        return new PrintWriter(Writer.nullWriter());
    }

    /** Prints rows in columns; the first row is the heading. */
    static void table(PrintWriter out, List<List<String>> rows) {
        List<Integer> widths = new ArrayList<>();
        for (List<String> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                int width = row.get(i).length();
                if (i == widths.size()) widths.add(width);
                else widths.set(i, Math.max(widths.get(i), width));
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                line.append(row.get(i))
                        .append(" ".repeat(widths.get(i) - row.get(i).length() + 2));
            }
            out.println(line.toString().stripTrailing());
        }
    }

    /** A duration as people say it: {@code 0.3 s}, {@code 12 s}, {@code 3 min 4 s}, {@code 2 h 5 min}. */
    static String duration(long ms) {
        Duration duration = Duration.ofMillis(Math.max(0, ms));
        if (ms < 10_000) return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
        if (ms < 60_000) return duration.toSeconds() + " s";
        if (ms < 3_600_000) return duration.toMinutes() + " min " + duration.toSecondsPart() + " s";
        return duration.toHours() + " h " + duration.toMinutesPart() + " min";
    }
}
