// SPDX-License-Identifier: Apache-2.0
package io.penstock.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A temporary folder of a command: gone with the command, also when that is interrupted, but not after kill -9. */
final class Scratch implements AutoCloseable {
    private static final int ATTEMPTS_MAX = 20;
    private static final long PAUSE_MS = 50;

    private final Path folder;
    private final Deque<Runnable> users = new ConcurrentLinkedDeque<>();
    private final Thread hook = new Thread(this::closeAll, "penstock-scratch");
    private volatile boolean kept;

    private Scratch(Path folder) {
        this.folder = folder;
    }

    static Scratch create(String prefix) {
        try {
            Scratch scratch = new Scratch(Files.createTempDirectory(prefix));
            Runtime.getRuntime().addShutdownHook(scratch.hook);
            return scratch;
        } catch (IOException e) {
            throw new CliException(ExitCode.FAILED, "no temporary folder can be made: " + e.getMessage(), e);
        }
    }

    Path folder() {
        return folder;
    }

    /** Names what writes into the folder, and how to end it: when the JVM is told to end, the last named goes first. */
    void usedBy(Runnable close) {
        users.push(close);
    }

    /** Leaves the folder to people: there is something in it that they should read. */
    void keep() {
        kept = true;
    }

    @Override
    public void close() {
        delete();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return; // the JVM ends already, and the hook does the same
        }
    }

    private void closeAll() {
        users.forEach(Runnable::run);
        delete();
    }

    /** Tries for a second: a node that is ending may still write a last file. */
    private void delete() {
        for (int attempt = 0; attempt < ATTEMPTS_MAX && !kept && !isDeleted(); attempt++) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE_MS));
        }
    }

    private boolean isDeleted() {
        if (!Files.exists(folder)) return true;
        try (Stream<Path> found = Files.walk(folder)) {
            for (Path path : found.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(path);
            return true;
        } catch (IOException | UncheckedIOException e) {
            return false;
        }
    }
}
