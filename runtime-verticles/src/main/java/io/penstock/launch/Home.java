// SPDX-License-Identifier: Apache-2.0
package io.penstock.launch;

import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import org.jspecify.annotations.Nullable;

/** Finds what lies around the program: its own jar, and the folder of the clone or of the installation. */
final class Home {
    /** From {@code runtime-verticles/target/penstock.jar} up to the clone. */
    private static final int LEVELS_UP_MAX = 3;

    private Home() {}

    /**
     * The folder with {@code config/} in it: said by the launch script, or searched upwards from the jar; else the
     * current one.
     */
    static Path folder() {
        String said = System.getProperty("penstock.home");
        if (said != null) return Path.of(said);
        Path candidate = jar();
        for (int level = 0; candidate != null && level < LEVELS_UP_MAX; level++) {
            candidate = candidate.getParent();
            if (candidate != null && Files.isRegularFile(candidate.resolve("config/node.yaml"))) return candidate;
        }
        return Path.of("");
    }

    /** The jar this program runs from; null when it runs from class files. */
    static @Nullable Path jar() {
        CodeSource source = Home.class.getProtectionDomain().getCodeSource();
        URL location = source == null ? null : source.getLocation();
        if (location == null) return null;
        try {
            Path path = Path.of(location.toURI());
            return Files.isRegularFile(path) ? path : null;
        } catch (URISyntaxException e) {
            return null;
        }
    }
}
