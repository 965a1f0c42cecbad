// SPDX-License-Identifier: Apache-2.0
package io.penstock.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one run came to.
 *
 * @param load the machine's load average after it
 * @param busyCores cores that the machine used during it, for whatever
 */
record Reading(String system, String java, double load, double busyCores, Map<String, Double> figures) {
    private static final Pattern LINE = Pattern.compile(
            "\\{\"system\":\"([^\"]+)\",\"java\":\"([^\"]+)\",\"load\":([0-9.]+),\"busy_cores\":([0-9.]+),"
                    + "\"figures\":\\{([^}]*)}}");
    private static final Pattern FIGURE = Pattern.compile("\"([^\"]+)\":([0-9.E+-]+)");

    String json() {
        var text = new ArrayList<String>();
        figures.forEach((name, value) -> text.add("\"" + name + "\":" + value));
        return String.format(
                Locale.ROOT,
                "{\"system\":\"%s\",\"java\":\"%s\",\"load\":%.2f,\"busy_cores\":%.2f,\"figures\":{%s}}",
                system,
                java,
                load,
                busyCores,
                String.join(",", text));
    }

    /** The readings in a report's JSON, each of which has a line of its own. */
    static List<Reading> readAll(Path file) throws IOException {
        var readings = new ArrayList<Reading>();
        for (String line : Files.readAllLines(file)) {
            Matcher matcher = LINE.matcher(line);
            if (!matcher.find()) continue;
            var figures = new LinkedHashMap<String, Double>();
            Matcher each = FIGURE.matcher(matcher.group(5));
            while (each.find()) figures.put(each.group(1), Double.valueOf(each.group(2)));
            readings.add(new Reading(
                    matcher.group(1),
                    matcher.group(2),
                    Double.parseDouble(matcher.group(3)),
                    Double.parseDouble(matcher.group(4)),
                    figures));
        }
        return readings;
    }
}
