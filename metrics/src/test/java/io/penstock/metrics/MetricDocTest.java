// SPDX-License-Identifier: Apache-2.0
package io.penstock.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetricDocTest {
    private static final Path DOC = Path.of("../docs/metrics.md");

    /** The table is generated: {@link Metric#table()}. */
    @Test
    void theDocumentHoldsTheTableOfAllMetrics() throws IOException {
        if (Boolean.getBoolean("metrics.regenerate")) regenerate();
        List<String> rows = Files.readAllLines(DOC).stream()
                .filter(line -> line.startsWith("| metric |") || line.startsWith("| `penstock_"))
                .toList();
        List<String> table =
                Metric.table().stream().filter(line -> !line.startsWith("|---")).toList();
        assertThat(String.join("\n", rows)).isEqualTo(String.join("\n", table));
    }

    @Test
    void namesAndUnitsFollowPrometheusConventions() {
        for (Metric metric : Metric.values()) {
            assertThat(metric.exported()).matches("penstock(_[a-z]+)+");
            assertThat(metric.base())
                    .doesNotEndWith("_total")
                    .doesNotContain("_ms")
                    .doesNotContain("_millis");
            assertThat(metric.help()).endsWith(".");
            assertThat(metric.labels()).isSorted();
        }
    }

    private static void regenerate() throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(DOC));
        int first = lines.indexOf(Metric.table().get(0));
        int end = first;
        while (end < lines.size() && lines.get(end).startsWith("|")) end++;
        lines.subList(first, end).clear();
        lines.addAll(first, Metric.table());
        Files.write(DOC, lines);
    }
}
