// SPDX-License-Identifier: Apache-2.0
package io.penstock.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launch script, in an installation of its own (no sources beside it) with a java that only says what it was told.
 */
class LaunchScriptTest {
    /** Writes the archive it is asked for, as a JVM does at its end. */
    private static final String ECHOING_JAVA = """
            #!/usr/bin/env bash
            for option in "$@"; do
              case $option in -XX:ArchiveClassesAtExit=*) echo archive > "${option#*=}" ;; esac
            done
            if [[ "$*" == *warm-up* ]]; then exit ${WARM_UP_EXIT:-0}; fi
            echo "java $*"
            exit 7
            """;

    @TempDir
    Path home;

    private String output = "";

    @BeforeEach
    void install() throws IOException {
        Path script = Files.copy(Path.of("..", "penstock"), home.resolve("penstock"));
        assertThat(script.toFile().setExecutable(true)).isTrue();
        Files.writeString(home.resolve("penstock.jar"), "jar");
        Files.createDirectories(home.resolve("config"));
        Files.writeString(
                home.resolve("config/node.yaml"), "slot:\n  heapMb: 7\nnode:\n  heapMb: 640\nweb:\n  port: 1\n");
        java("17.0.15");
    }

    @Test
    void nodeGetsItsHeapFromTheSettings() throws Exception {
        assertThat(penstock(Map.of(), "node", "-Dweb.port=2")).isEqualTo(7);
        assertThat(output)
                .contains("-Xmx640m", "-XX:+UseSerialGC", "-ea:io.penstock...", "-Dpenstock.home=" + home)
                .endsWith("-jar " + home + "/penstock.jar node -Dweb.port=2\n")
                .doesNotContain("TieredStopAtLevel");
    }

    @Test
    void environmentAndCommandLineOverrideTheHeap() throws Exception {
        penstock(Map.of("PENSTOCK_NODE_HEAP_MB", "700"), "node");
        assertThat(output).contains("-Xmx700m");
        penstock(Map.of("PENSTOCK_NODE_HEAP_MB", "700"), "node", "-D", "node.heapMb=2048");
        assertThat(output).contains("-Xmx2048m", "-XX:+UseG1GC");
    }

    @Test
    void settingsFileOfTheCommandLineIsTheOneThatIsRead() throws Exception {
        Path other = Files.writeString(home.resolve("other.yaml"), "node:\n  heapMb: 900\n");
        penstock(Map.of(), "node", "--config", other.toString());
        assertThat(output).contains("-Xmx900m");
    }

    @Test
    void clientsAreSmallAndKeepTheirArgumentsApart() throws Exception {
        penstock(Map.of("PENSTOCK_JAVA_OPTS", "-Da=1 -Db=2"), "submit", "my job.jar", "two words");
        assertThat(output).contains("-Xmx128m", "-XX:TieredStopAtLevel=1", "-Da=1 -Db=2 -jar");
        assertThat(output).endsWith("submit my job.jar two words\n");
    }

    @Test
    void archiveIsMadeOncePerJvm() throws Exception {
        penstock(Map.of(), "list");
        assertThat(output)
                .contains("preparing a fast start", "-XX:SharedArchiveFile=" + home + "/data/cache/penstock-17.0.15-");
        penstock(Map.of(), "list");
        assertThat(output).doesNotContain("preparing").contains("-XX:SharedArchiveFile=");
        java("25.0.1");
        penstock(Map.of(), "list");
        assertThat(output).contains("preparing", "penstock-25.0.1-", "--sun-misc-unsafe-memory-access=allow");
    }

    @Test
    void failedWarmUpCostsOnlyTheSpeed() throws Exception {
        assertThat(penstock(Map.of("WARM_UP_EXIT", "1"), "list")).isEqualTo(7);
        assertThat(output).doesNotContain("SharedArchiveFile");
        penstock(Map.of(), "list");
        assertThat(output).doesNotContain("preparing").doesNotContain("SharedArchiveFile");
    }

    @Test
    void oldJavaIsRefusedInOneSentence() throws Exception {
        java("11.0.2");
        String path = home.resolve("jdk/bin") + ":/usr/bin:/bin";
        assertThat(penstock(Map.of("PATH", path), "list")).isEqualTo(ExitCode.USAGE);
        assertThat(output).isEqualTo("penstock: needs Java 17 or newer; found 11.0.2. Set JAVA_HOME.\n");
    }

    @Test
    void scriptIsFoundThroughALink() throws Exception {
        Path link = Files.createSymbolicLink(home.resolve("config/link"), home.resolve("penstock"));
        assertThat(run(link, Map.of(), "list")).isEqualTo(7);
        assertThat(output).contains("-Dpenstock.home=" + home);
    }

    private void java(String version) throws IOException {
        Path java = home.resolve("jdk/bin/java");
        Files.createDirectories(java.getParent());
        Files.writeString(java, ECHOING_JAVA);
        assertThat(java.toFile().setExecutable(true)).isTrue();
        Files.writeString(home.resolve("jdk/release"), "JAVA_VERSION=\"" + version + "\"\n");
    }

    private int penstock(Map<String, String> environment, String... arguments) throws Exception {
        return run(home.resolve("penstock"), environment, arguments);
    }

    private int run(Path script, Map<String, String> environment, String... arguments) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(script.toString());
        builder.command().addAll(List.of(arguments));
        builder.environment().put("JAVA_HOME", home.resolve("jdk").toString());
        builder.environment().putAll(environment);
        Process process = builder.redirectErrorStream(true).start();
        output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return process.exitValue();
    }
}
