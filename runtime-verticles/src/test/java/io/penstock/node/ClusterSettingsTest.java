// SPDX-License-Identifier: Apache-2.0
package io.penstock.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.config.NodeConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What members must share; {@code HardeningTest} shows that others stay outside. */
class ClusterSettingsTest {
    @TempDir
    private Path dir;

    private String nameWith(String secret) throws Exception {
        Path file = Files.writeString(dir.resolve("secret"), secret);
        NodeConfig config = NodeConfig.of(Map.of("cluster.name", "ours", "cluster.secretFile", file.toString()));
        return ClusterSettings.of(config, NodeNames.of(config)).clusterName();
    }

    @Test
    void onlyTheSameSecretGivesTheSameNameAndTheNameDoesNotShowIt() throws Exception {
        String name = nameWith("sixteen characters or more");
        assertThat(name).startsWith("ours-").doesNotContain("sixteen");
        assertThat(nameWith("sixteen characters or more\n"))
                .as("the end of a line is no part of it")
                .isEqualTo(name);
        assertThat(nameWith("sixteen characters or morf")).isNotEqualTo(name);
        NodeConfig without = NodeConfig.of(Map.of("cluster.name", "ours"));
        assertThat(ClusterSettings.of(without, NodeNames.of(without)).clusterName())
                .isEqualTo("ours");
    }

    @Test
    void aShortSecretIsRefused() {
        assertThatThrownBy(() -> nameWith("fifteen letters"))
                .hasMessageContaining("must hold at least 16 characters")
                .hasMessageNotContaining("fifteen");
    }
}
