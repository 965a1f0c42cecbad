// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange.spill;

import io.penstock.core.state.SpillSpace;
import io.penstock.exchange.wire.RecordCodec;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** Shares a part of the heap out to the aggregations that run, and gives them files for the rest. Thread-safe. */
public final class SpillFiles {
    private static final int HEAP_PARTS = 4;

    private final Path dir;
    private final long allBytes;
    private final AtomicInteger spaces = new AtomicInteger();
    private final AtomicInteger files = new AtomicInteger();

    /** @param dir made with the first file; nothing stays in it when all spaces are closed */
    public SpillFiles(Path dir) {
        this.dir = dir;
        this.allBytes = Runtime.getRuntime().maxMemory() / HEAP_PARTS;
    }

    /**
     * A place for one operator.
     *
     * @param codec for this operator alone
     * @param ownBytes heap that it may use, in bytes; 0 for a fair share
     */
    public SpillSpace open(RecordCodec codec, long ownBytes) {
        spaces.incrementAndGet();
        return new FileSpill(this, codec, ownBytes);
    }

    void closed() {
        spaces.decrementAndGet();
    }

    /** Heap of a space now, in bytes. */
    long share() {
        return allBytes / Math.max(1, spaces.get());
    }

    Path nextFile() {
        return dir.resolve("run-" + files.incrementAndGet() + ".spill");
    }
}
