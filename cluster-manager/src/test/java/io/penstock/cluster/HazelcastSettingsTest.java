// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.config.Config;
import io.penstock.cluster.membership.NodeRole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class HazelcastSettingsTest {
    private static final Pattern PROPERTY = Pattern.compile("^ {4}(hazelcast\\.[a-z.]+): (\\S+)$", Pattern.MULTILINE);

    @Test
    void shippedFileShowsTheValuesThatAreBuiltIn() throws IOException {
        Map<String, String> shown = new LinkedHashMap<>();
        PROPERTY.matcher(Files.readString(Path.of("..", "config", "hazelcast.yaml")))
                .results()
                .forEach(line -> shown.put(line.group(1), line.group(2)));
        Config builtIn = build(Map.of());

        assertThat(shown).hasSizeGreaterThan(5);
        shown.forEach(
                (name, value) -> assertThat(builtIn.getProperty(name)).as(name).isEqualTo(value));
    }

    @Test
    void givenPropertiesOverrideTheBuiltInOnes() {
        Config config = build(Map.of("hazelcast.max.no.heartbeat.seconds", "15"));

        assertThat(config.getProperty("hazelcast.max.no.heartbeat.seconds")).isEqualTo("15");
        assertThat(config.getProperty("hazelcast.heartbeat.interval.seconds")).isEqualTo("1");
    }

    @Test
    void everyExceptionThatAMemberMaySendPassesTheFilter() throws Exception {
        var whitelist = build(Map.of())
                .getSerializationConfig()
                .getJavaSerializationFilterConfig()
                .getWhitelist();
        String jar = com.hazelcast.core.HazelcastException.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath();
        var name = java.util.regex.Pattern.compile(
                "com/hazelcast/(core|cluster|map|partition|query|spi/exception|splitbrainprotection|transaction"
                        + "|internal/cluster/impl|internal/partition|map/impl/operation)/\\w+Exception\\.class");
        try (var file = new java.util.jar.JarFile(jar)) {
            List<String> refused = file.stream()
                    .map(java.util.jar.JarEntry::getName)
                    .filter(entry -> name.matcher(entry).matches())
                    .map(entry -> entry.substring(0, entry.length() - 6).replace('/', '.'))
                    .filter(type -> !whitelist.isListed(type))
                    .toList();
            assertThat(refused).isEmpty();
        }
        assertThat(whitelist.isListed("com.hazelcast.internal.util.StringUtil")).isFalse();
    }

    private static Config build(Map<String, String> properties) {
        return HazelcastSettings.build(
                new ClusterOptions(
                        "test",
                        new NodeIdentity("n", Set.of(NodeRole.COORDINATOR), Map.of()),
                        NetworkOptions.loopback(5701, List.of()),
                        1,
                        TimingOptions.DEFAULT,
                        properties),
                "0");
    }
}
