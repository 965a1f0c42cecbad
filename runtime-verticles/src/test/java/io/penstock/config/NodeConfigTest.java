// SPDX-License-Identifier: Apache-2.0
package io.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeConfigTest {
    @TempDir
    Path directory;

    @Test
    void defaultsAreValid() {
        NodeConfig config = NodeConfig.of(Map.of());

        assertThat(config.node().isCoordinator()).isTrue();
        assertThat(config.node().isWorker()).isTrue();
        assertThat(config.web().port()).isEqualTo(8081);
        assertThat(config.settings())
                .allSatisfy(setting -> assertThat(setting.origin()).isEqualTo("default"));
    }

    @Test
    void everyKeyIsExplainedInOneSentence() {
        assertThat(NodeConfig.of(Map.of()).settings()).allSatisfy(setting -> {
            assertThat(setting.says()).endsWith(".").hasSizeBetween(15, 110);
            assertThat(setting.key()).matches("[a-z]+\\.[a-zA-Z]+");
        });
    }

    @Test
    void laterSourcesOverrideEarlierOnes() throws IOException {
        Path file = write("slot:\n  count: 1\nweb:\n  port: 1\n  host: localhost\ntask.threads: 7\n");
        NodeConfig config = NodeConfig.load(new ConfigSources(
                Path.of(""),
                file,
                Map.of("PENSTOCK_SLOT_COUNT", "2", "PENSTOCK_WEB_PORT", "2"),
                Map.of("slot.count", "3", "java.home", "x"),
                Map.of("slot.count", "4")));

        assertThat(config.slot().count()).isEqualTo(4);
        assertThat(config.web().port()).isEqualTo(2);
        assertThat(config.web().host()).isEqualTo("localhost");
        assertThat(config.task().threads()).isEqualTo(7);
        assertThat(origin(config, "web.host")).isEqualTo(file + ":5");
        assertThat(origin(config, "web.port")).isEqualTo("environment PENSTOCK_WEB_PORT");
        assertThat(origin(config, "slot.count")).isEqualTo("command line");
    }

    @Test
    void whoListensElsewhereSaysWhoMayComeOrThatEverybodyMay() throws IOException {
        Path file = write("web:\n  host: 0.0.0.0\n");
        assertThat(problems(file))
                .singleElement()
                .asString()
                .startsWith(file + ":2: web.host is reached from other machines: set auth.file or auth.oidcIssuer");
        assertThat(NodeConfig.of(Map.of("web.host", "0.0.0.0", "web.insecure", "true"))
                        .web()
                        .isLoopback())
                .isFalse();
        assertThat(NodeConfig.of(Map.of("web.host", "10.0.0.1", "auth.file", file.toString()))
                        .auth()
                        .isOn())
                .isTrue();
        assertThat(problems(write("auth:\n  oidcIssuer: http://login.example\n")))
                .singleElement()
                .asString()
                .contains("auth.oidcIssuer must be an https address");
        assertThat(problems(write("web:\n  insecure: perhaps\n")))
                .singleElement()
                .asString()
                .contains("web.insecure must be true or false, not 'perhaps'");
    }

    @Test
    void unknownKeyNamesFileLineAndTheNearestKey() throws IOException {
        Path file = write("# comment\nslot:\n  count: 2\n  idelTimeoutMs: 5\n");

        assertThat(problems(file))
                .containsExactly(file + ":4: unknown key 'slot.idelTimeoutMs'; did you mean 'slot.idleTimeoutMs'?");
    }

    @Test
    void valueOutOfRangeNamesFileLineAndTheRange() throws IOException {
        Path file = write("web:\n  port: 99999\nslot:\n  count: many\n");

        assertThat(problems(file))
                .containsExactly(
                        file + ":2: web.port must be a whole number from 0 to 65535, not '99999'",
                        file + ":4: slot.count must be a whole number from 0 to 10000 slots, not 'many'");
    }

    @Test
    void wrongChoiceNamesTheNearestOne() {
        assertThatThrownBy(() -> NodeConfig.of(Map.of("node.mode", "sesion")))
                .isInstanceOf(ConfigException.class)
                .hasMessage("command line: node.mode must be one of local, session, per-job (nearest: session),"
                        + " not 'sesion'");
    }

    @Test
    void brokenYamlNamesTheLine() throws IOException {
        Path file = write("slot:\n  count: [1\nweb: 2\n");

        assertThat(problems(file)).singleElement().asString().startsWith(file + ":3: ");
    }

    @Test
    void aKeyGivenTwiceIsAMistake() throws IOException {
        Path file = write("slot:\n  count: 1\nslot.count: 2\n");

        assertThat(problems(file)).singleElement().asString().contains("given twice", file + ":2");
    }

    @Test
    void missingFileIsAProblemNotAStackTrace() {
        assertThat(problems(directory.resolve("none.yaml")))
                .singleElement()
                .asString()
                .contains("cannot be read");
    }

    @Test
    void aFileWithoutContentGivesTheDefaults() throws IOException {
        assertThat(NodeConfig.load(new ConfigSources(Path.of(""), write("# nothing\n"), Map.of(), Map.of(), Map.of())))
                .isEqualTo(NodeConfig.of(Map.of()));
    }

    @Test
    void mistypedVariableIsReportedAndForeignOnesAreNot() {
        Map<String, String> foreign = Map.of(
                "PENSTOCK_SERVICE_HOST", "10.0.0.1",
                "PENSTOCK_PORT_8081_TCP", "tcp://10.0.0.1:8081",
                "PENSTOCK_HOME", "/opt/penstock",
                "PENSTOCK_CONFIG", "x",
                "PENSTOCK_SERVER", "x",
                "PENSTOCK_JAVA_OPTS", "-Xss1m");

        assertThatCode(() -> NodeConfig.load(new ConfigSources(Path.of(""), null, foreign, Map.of(), Map.of())))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> NodeConfig.load(
                        new ConfigSources(Path.of(""), null, Map.of("PENSTOCK_SLOT_COUNTS", "1"), Map.of(), Map.of())))
                .hasMessageContaining("environment PENSTOCK_SLOT_COUNTS")
                .hasMessageContaining("slot.count");
    }

    @Test
    void mistypedPropertyOfOneOfOurSectionsIsReported() {
        assertThatThrownBy(() -> NodeConfig.load(
                        new ConfigSources(Path.of(""), null, Map.of(), Map.of("slot.cuont", "1"), Map.of())))
                .hasMessageContaining("property -Dslot.cuont")
                .hasMessageContaining("did you mean 'slot.count'?");
    }

    @Test
    void valuesThatContradictEachOtherAreRefused() {
        assertThatThrownBy(() -> NodeConfig.of(Map.of("heartbeat.suspectAfterMs", "400")))
                .hasMessageContaining("heartbeat.suspectAfterMs must be above heartbeat.intervalMs (500)");
        assertThatThrownBy(() -> NodeConfig.of(Map.of("node.mode", "local", "node.roles", "worker")))
                .hasMessageContaining("node.roles must be coordinator, worker in local mode");
        assertThatThrownBy(() -> NodeConfig.of(Map.of("cluster.coordinators", "localhost")))
                .hasMessageContaining("cluster.coordinators must be a list of host:port");
    }

    @Test
    void listsAndAmountsKeepTheirOrder() throws IOException {
        Path file = write("cluster:\n  coordinators: [\"b:2\", \"a:1\"]\nslot:\n  extras: [gpu=2, fpga=0.5]\n");
        NodeConfig config = NodeConfig.load(new ConfigSources(Path.of(""), file, Map.of(), Map.of(), Map.of()));

        assertThat(config.cluster().coordinators()).containsExactly("b:2", "a:1");
        assertThat(config.slot().extras()).containsExactly(Map.entry("gpu", 2.0), Map.entry("fpga", 0.5));
        assertThatThrownBy(() -> NodeConfig.of(Map.of("slot.extras", "gpu=0"))).hasMessageContaining("slot.extras");
        assertThatThrownBy(() -> NodeConfig.of(Map.of("slot.extras", "gpu"))).hasMessageContaining("slot.extras");
    }

    @Test
    void hazelcastsFileGivesPropertiesAndNothingElse() throws IOException {
        Path file = directory.resolve("hazelcast.yaml");
        Files.writeString(file, "hazelcast:\n  properties:\n    hazelcast.max.no.heartbeat.seconds: 9\n");
        assertThat(NodeConfig.of(Map.of("cluster.hazelcastConfig", file.toString()))
                        .cluster()
                        .hazelcast())
                .containsExactly(Map.entry("hazelcast.max.no.heartbeat.seconds", "9"));

        Files.writeString(file, "hazelcast:\n  properties:\n    a: 1\n  network:\n    port: 1\n");
        assertThatThrownBy(() -> NodeConfig.of(Map.of("cluster.hazelcastConfig", file.toString())))
                .hasMessage(file + ":5: 'hazelcast.network.port' cannot be set here, only hazelcast.properties can");
    }

    @Test
    void aCoordinatorNeedsAKnownPortAndAWorkerDoesNot() {
        assertThatThrownBy(() -> NodeConfig.of(Map.of("cluster.port", "0"))).hasMessageContaining("cluster.port");
        assertThat(NodeConfig.of(Map.of("cluster.port", "0", "node.roles", "worker"))
                        .cluster()
                        .port())
                .isZero();
        assertThat(NodeConfig.of(Map.of("cluster.port", "0", "node.mode", "local"))
                        .cluster()
                        .port())
                .isZero();
    }

    @Test
    void relativePathsStartAtTheBase() {
        ConfigSources sources = new ConfigSources(directory, null, Map.of(), Map.of(), Map.of("node.dataDir", "d"));
        assertThat(NodeConfig.load(sources).node().dataDir()).isEqualTo(directory.resolve("d"));
    }

    @Test
    void variableNamesFollowTheKey() {
        assertThat(ConfigSources.variableOf("slot.idleTimeoutMs")).isEqualTo("PENSTOCK_SLOT_IDLE_TIMEOUT_MS");
    }

    private Path write(String text) throws IOException {
        return Files.writeString(directory.resolve("node.yaml"), text);
    }

    private static List<String> problems(Path file) {
        ConfigSources sources = new ConfigSources(Path.of(""), file, Map.of(), Map.of(), Map.of());
        return catchThrowableOfType(ConfigException.class, () -> NodeConfig.load(sources))
                .problems();
    }

    private static String origin(NodeConfig config, String key) {
        return config.settings().stream()
                .filter(setting -> setting.key().equals(key))
                .findFirst()
                .orElseThrow()
                .origin();
    }
}
