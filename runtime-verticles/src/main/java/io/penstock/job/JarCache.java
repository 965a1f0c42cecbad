// SPDX-License-Identifier: Apache-2.0
package io.penstock.job;

import io.penstock.cluster.async.Offload;
import io.vertx.core.Future;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Local copies of jars. A jar in use stays; of the others the last few are kept, so that the next job of the same jar
 * starts without fetching. Thread-safe.
 */
public final class JarCache {
    private static final Logger LOG = LoggerFactory.getLogger(JarCache.class);
    private static final int IDLE_MAX = 16;

    private final JarStore jars;
    private final Path directory;
    private final Offload files;
    private final Map<String, Entry> entries = new HashMap<>();
    /** Files that nobody uses, the longest idle first. */
    private final LinkedHashMap<String, Path> idle = new LinkedHashMap<>();

    private long fetches;

    private static final class Entry {
        final Future<Path> file;
        int users;

        Entry(Future<Path> file) {
            this.file = file;
        }
    }

    /** Keeps its files in a directory that is its alone and made when needed. */
    public JarCache(JarStore jars, Path directory, Offload files) {
        this.jars = jars;
        this.directory = directory;
        this.files = files;
    }

    /** A local file with the jar's bytes, to be given back by {@link #release}; not if this fails. */
    synchronized Future<Path> acquire(String jarId) {
        Entry entry = entries.get(jarId);
        if (entry == null) {
            Path kept = idle.remove(jarId);
            entry = new Entry(kept != null ? Future.succeededFuture(kept) : fetch(jarId));
            entries.put(jarId, entry);
        }
        entry.users++;
        Entry used = entry;
        return entry.file.onFailure(e -> drop(jarId, used));
    }

    /** The file is not used any more. */
    synchronized void release(String jarId) {
        Entry entry = entries.get(jarId);
        if (entry == null || --entry.users > 0) return;
        entries.remove(jarId);
        if (!entry.file.succeeded()) return;
        idle.put(jarId, entry.file.result());
        if (idle.size() > IDLE_MAX) {
            String eldest = idle.keySet().iterator().next();
            Path file = idle.remove(eldest);
            files.call(() -> Files.deleteIfExists(file)).onFailure(e -> LOG.warn("could not delete {}", file, e));
        }
    }

    private synchronized void drop(String jarId, Entry entry) {
        entries.remove(jarId, entry);
    }

    private Future<Path> fetch(String jarId) {
        Path file = directory.resolve(jarId + "-" + fetches++ + ".jar");
        return files.call(() -> Files.createDirectories(directory))
                .compose(made -> jars.writeTo(jarId, file))
                .map(file)
                .onFailure(e -> files.call(() -> Files.deleteIfExists(file)));
    }
}
