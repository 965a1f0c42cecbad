// SPDX-License-Identifier: Apache-2.0
package io.penstock.node;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The jars of an operator's plug-in directory, as classes beside our own. */
final class Plugins {
    private Plugins() {}

    /**
     * A loader that sees them; our own if there are none. Throws {@link IllegalStateException} if the directory cannot
     * be read.
     */
    static ClassLoader in(Path directory) {
        ClassLoader own = Plugins.class.getClassLoader();
        if (!Files.isDirectory(directory)) return own;
        List<URL> jars = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.sorted().toList()) {
                if (file.toString().endsWith(".jar")) jars.add(url(file));
            }
        } catch (IOException e) {
            throw new IllegalStateException("node.pluginDir: cannot read " + directory + ": " + e.getMessage(), e);
        }
        return jars.isEmpty() ? own : new URLClassLoader("plugins", jars.toArray(URL[]::new), own);
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException("node.pluginDir: " + jar, e);
        }
    }
}
