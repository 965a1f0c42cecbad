// SPDX-License-Identifier: Apache-2.0
package io.penstock.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Directories for files that end with their process: jars, uploads, partitions. Each carries its process id, so that
 * what a killed process left behind is known and goes when the next one starts, also where several nodes share a data
 * directory.
 */
final class WorkDirs {
    private static final Logger LOG = LoggerFactory.getLogger(WorkDirs.class);
    private static final String SEPARATOR = "-";

    private WorkDirs() {}

    /** Where this process works; made when the first file needs it. */
    static Path ofThisProcess(Path dataDir, String incarnation) {
        return root(dataDir).resolve(ProcessHandle.current().pid() + SEPARATOR + incarnation);
    }

    /** Deletes what processes that are gone left behind; blocks. */
    static void clearLeftovers(Path dataDir) {
        Path root = root(dataDir);
        if (!Files.isDirectory(root)) return;
        try (Stream<Path> dirs = Files.list(root)) {
            for (Path dir : dirs.filter(WorkDirs::isLeft).toList()) delete(dir);
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("could not clear what earlier processes left in {}", root, e);
        }
    }

    /** Deletes a directory and all in it; blocks. */
    static void delete(Path dir) {
        if (!Files.exists(dir)) return;
        try (Stream<Path> files = Files.walk(dir)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(file);
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("could not delete {}", dir, e);
        }
    }

    private static boolean isLeft(Path dir) {
        String name = dir.getFileName().toString();
        int end = name.indexOf(SEPARATOR);
        if (end <= 0 || !name.substring(0, end).matches("\\d{1,18}")) return false;
        return ProcessHandle.of(Long.parseLong(name.substring(0, end))).isEmpty();
    }

    private static Path root(Path dataDir) {
        return dataDir.resolve("work");
    }
}
