// SPDX-License-Identifier: Apache-2.0
package io.penstock.snapshot;

import io.penstock.cluster.async.Offload;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;

/**
 * Stores a worker's parts. A large part is a file of its own. Small parts of a checkpoint share files: those that come
 * while a file of theirs is being written go together into the next, so that thousands of tasks with little state cost
 * some writes instead of thousands, and a part alone waits for nobody. Thread-safe.
 */
final class PartWriter {
    /** Parts up to this size share files. */
    static final int SMALL_BYTES = 16 << 10;
    /** A file that is not smaller takes no further parts; whoever reads one of its parts may have to fetch it whole. */
    static final int SHARED_FILE_BYTES = 64 << 10;

    private final SnapshotStore store;
    private final Offload pool;
    private final int waitingMax;
    /** By place, while somebody writes them. */
    private final Map<String, ArrayDeque<Small>> small = new LinkedHashMap<>();

    private int waiting;

    /** Its file, if it is the first in it, has its name; {@code stored} hears its handle. */
    private record Small(String name, PartContent content, Promise<PartHandle> stored) {}

    /** @param waitingMax small parts that may wait for the store; each is in memory */
    PartWriter(SnapshotStore store, Offload pool, int waitingMax) {
        this.store = store;
        this.pool = pool;
        this.waitingMax = waitingMax;
    }

    /** Stores a part; the future ends on any thread, with {@link RejectedExecutionException} if too many wait. */
    Future<PartHandle> write(String place, String name, PartContent content) {
        if (content.bytes() > SMALL_BYTES) {
            return pool.call(() -> {
                store.write(place, name, content.pieces());
                return new PartHandle(name, 0);
            });
        }
        Small part = new Small(name, content, Promise.promise());
        boolean first;
        synchronized (this) {
            if (waiting >= waitingMax) return Future.failedFuture(new RejectedExecutionException());
            waiting++;
            first = !small.containsKey(place);
            small.computeIfAbsent(place, absent -> new ArrayDeque<>()).add(part);
        }
        if (first) {
            pool.call(() -> {
                        writeSmall(place);
                        return place;
                    })
                    .onFailure(thrown -> fail(place, thrown));
        }
        return part.stored.future();
    }

    private void writeSmall(String place) {
        for (List<Small> next = next(place); !next.isEmpty(); next = next(place)) {
            try {
                writeShared(place, next);
            } catch (RuntimeException e) {
                for (Small part : next) part.stored.fail(e);
            }
        }
    }

    private void writeShared(String place, List<Small> parts) {
        String file = parts.get(0).name;
        List<byte[]> pieces = new ArrayList<>();
        for (Small part : parts) pieces.addAll(part.content.pieces());
        store.write(place, file, pieces);
        long offset = 0;
        for (Small part : parts) {
            part.stored.complete(new PartHandle(file, offset));
            offset += part.content.bytes();
        }
    }

    /** What goes into the next file of a place; once it is empty, another has to begin anew. */
    private synchronized List<Small> next(String place) {
        ArrayDeque<Small> all = small.getOrDefault(place, new ArrayDeque<>());
        List<Small> next = new ArrayList<>();
        long bytes = 0;
        while (bytes < SHARED_FILE_BYTES && !all.isEmpty()) {
            Small part = all.remove();
            bytes += part.content.bytes();
            next.add(part);
        }
        waiting -= next.size();
        if (next.isEmpty()) small.remove(place);
        return next;
    }

    /** Nobody can be found who writes them. */
    private void fail(String place, Throwable thrown) {
        for (List<Small> next = next(place); !next.isEmpty(); next = next(place)) {
            for (Small part : next) part.stored.fail(thrown);
        }
    }
}
