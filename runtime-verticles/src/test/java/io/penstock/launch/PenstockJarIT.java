// SPDX-License-Identifier: Apache-2.0
package io.penstock.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** The one file that users get. */
class PenstockJarIT {
    private static final Path JAR = Path.of("target", "penstock.jar");
    private static final long BYTES_MAX = 45_000_000;

    @Test
    void isSmall() throws IOException {
        assertThat(Files.size(JAR)).isLessThan(BYTES_MAX);
    }

    @Test
    void holdsEachEntryOnceAndNoSignatureOfItsParts() throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            List<String> names = jar.stream().map(ZipEntry::getName).toList();

            assertThat(names).doesNotHaveDuplicates();
            assertThat(names).noneMatch(name -> name.matches("META-INF/[^/]+\\.(SF|RSA|DSA|EC)"));
            assertThat(names).noneMatch(name -> name.startsWith("org/junit") || name.endsWith("module-info.class"));
        }
    }

    @Test
    void keepsTheLicencesOfItsParts() throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            assertThat(text(jar, "META-INF/LICENSE")).contains("Apache License");
            assertThat(text(jar, "META-INF/NOTICE")).contains("Jackson");
            assertThat(text(jar, "META-INF/THIRD-PARTY.txt")).contains("hazelcast", "netty", "logback", "Apache");
        }
    }

    @Test
    void joinsTheServicesOfItsParts() throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            assertThat(text(jar, "META-INF/services/io.vertx.core.spi.VertxServiceProvider"))
                    .contains("Hazelcast")
                    .contains("Micrometer");
        }
    }

    @Test
    void opensWhatItsPartsReachInto() throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            Attributes manifest = jar.getManifest().getMainAttributes();

            assertThat(manifest.getValue("Main-Class")).isEqualTo("io.penstock.launch.Main");
            assertThat(manifest.getValue("Add-Opens"))
                    .contains("java.base/sun.nio.ch")
                    .contains("java.base/java.nio");
            assertThat(manifest.getValue("Enable-Native-Access")).isEqualTo("ALL-UNNAMED");
            assertThat(manifest.getValue("Multi-Release")).isEqualTo("true");
        }
    }

    @Test
    void startsByJavaJar() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-jar",
                        JAR.toString(),
                        "--help")
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isZero();
        assertThat(output).startsWith("Usage: penstock");
    }

    private static String text(JarFile jar, String name) throws IOException {
        ZipEntry entry = jar.getEntry(name);
        assertThat(entry).as(name).isNotNull();
        return new String(jar.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
    }
}
