// SPDX-License-Identifier: Apache-2.0
package io.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The file operators edit says exactly what the code's table of keys says. After a change of the table, run this test
 * once with {@code -Dconfig.regenerate=true} and read the diff.
 */
class NodeYamlTest {
    private static final Path FILE = Path.of("..", "config", "node.yaml");

    private static final String HEAD = """
            # Settings of one node. Every key stands here with its default; change what you need, drop what you like.
            # A key can be overridden for one process by -Dslot.count=4 or by the variable PENSTOCK_SLOT_COUNT=4
            # (idleTimeoutMs becomes IDLE_TIMEOUT_MS). An unknown key or a value out of range stops the node and names
            # the line. A list may also be written with commas.
            """;

    @Test
    void shippedFileShowsEveryKeyWithItsDefault() throws IOException {
        String expected = render(NodeConfig.of(Map.of()));
        if (Boolean.getBoolean("config.regenerate")) Files.writeString(FILE, expected);

        assertThat(Files.readString(FILE)).isEqualTo(expected);
    }

    @Test
    void shippedHazelcastFileLoads() {
        assertThat(HazelcastFile.properties(Path.of("..", "config", "hazelcast.yaml")))
                .containsEntry("hazelcast.operation.fail.on.indeterminate.state", "true")
                .doesNotContainKey("hazelcast.mastership.claim.timeout.seconds");
    }

    @Test
    void shippedFileLoadsAndEqualsTheDefaults() {
        NodeConfig shipped = NodeConfig.load(new ConfigSources(Path.of(""), FILE, Map.of(), Map.of(), Map.of()));
        NodeConfig defaults = NodeConfig.of(Map.of());

        assertThat(shipped)
                .usingRecursiveComparison()
                .ignoringFields("settings")
                .isEqualTo(defaults);
    }

    private static String render(NodeConfig config) {
        StringBuilder text = new StringBuilder(HEAD);
        String section = "";
        for (Setting setting : config.settings()) {
            int dot = setting.key().indexOf('.');
            if (!setting.key().substring(0, dot).equals(section)) {
                section = setting.key().substring(0, dot);
                text.append('\n').append(section).append(":\n");
            }
            text.append("  # ")
                    .append(setting.says())
                    .append(' ')
                    .append(bracket(setting))
                    .append('\n');
            text.append("  ").append(setting.key().substring(dot + 1)).append(": ");
            text.append(yaml(setting)).append('\n');
        }
        return text.toString();
    }

    private static String bracket(Setting setting) {
        String words = Stream.of(setting.range(), setting.unit().equals("port") ? "" : setting.unit())
                .filter(part -> !part.isEmpty())
                .reduce((range, unit) -> range + " " + unit)
                .orElse(setting.kind());
        return "[" + words + "]";
    }

    private static String yaml(Setting setting) {
        String fallback = setting.fallback();
        if (setting.kind().startsWith("list")) {
            return fallback.contains(":") ? "[\"" + fallback + "\"]" : "[" + fallback + "]";
        }
        boolean quoted = setting.kind().equals("text") && fallback.isEmpty();
        return quoted ? "\"\"" : fallback;
    }
}
