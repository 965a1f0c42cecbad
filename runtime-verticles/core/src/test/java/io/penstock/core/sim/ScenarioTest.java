// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The control plane told in texts: commands, a line of dashes, and what happens then. They are the specification that a
 * newcomer can read; a change of behaviour is a change of them, made by {@code -Dscenarios.write=true} and judged as a
 * difference.
 */
class ScenarioTest {
    private static final Path TEXTS = Path.of("src/test/resources/scenarios");

    static List<Path> texts() throws IOException {
        try (Stream<Path> files = Files.list(TEXTS)) {
            return files.filter(file -> file.toString().endsWith(".txt"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("texts")
    void happensAsTold(Path file) throws IOException {
        String expected = Files.readString(file);
        String actual = new Scenario().play(expected);
        if (Boolean.getBoolean("scenarios.write")) Files.writeString(file, actual);
        else assertThat(actual).isEqualTo(expected);
    }
}
