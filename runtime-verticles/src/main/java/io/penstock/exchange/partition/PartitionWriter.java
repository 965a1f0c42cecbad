// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange.partition;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one partition: the producer fills one segment while another is on its way to the disk; when both are full it
 * must wait. Under a temporary name until it is whole, so that nobody reads half a partition. Used by the producer's
 * thread; writes on the store's threads.
 */
public final class PartitionWriter {
    private static final Logger LOG = LoggerFactory.getLogger(PartitionWriter.class);

    private static final int INITIAL_BYTES = 16 << 10;

    private final PartitionFile file;
    private final Path temporary;
    private final int firstTarget;
    private final int targets;
    private final PartitionStore store;
    private final Runnable onProgress;

    /** The producer's until it is sealed, or all is finished. */
    private Segment active = new Segment(INITIAL_BYTES);

    private @Nullable Segment sealed;
    private @Nullable Segment spare;
    private boolean writing;
    private boolean waiting;
    private boolean finishing;
    private boolean over;
    private boolean counted = true;
    private volatile boolean finished;
    private volatile @Nullable IOException failure;

    /** Only the thread that writes touches these. */
    private @Nullable FileChannel channel;

    private long position;
    private long[] segments = new long[16];
    private int segmentCount;

    PartitionWriter(PartitionFile file, int firstTarget, int targets, PartitionStore store, Runnable onProgress) {
        this.file = file;
        this.temporary = file.path().resolveSibling(file.path().getFileName() + ".tmp");
        this.firstTarget = firstTarget;
        this.targets = targets;
        this.store = store;
        this.onProgress = onProgress;
    }

    /**
     * Whether a batch may be appended now. After a false, the producer is told when to look again.
     *
     * @throws PartitionWriteException if the disk refused an earlier write
     */
    public boolean hasRoom() {
        check();
        int limit = store.segmentBytes();
        if (active.size() < limit) return true;
        synchronized (this) {
            if (writing) {
                waiting = true;
                return false;
            }
            sealed = active;
            Segment reused = spare;
            spare = null;
            active = reused != null && reused.capacity() <= 2 * limit ? reused : new Segment(INITIAL_BYTES);
            startWriting();
        }
        return true;
    }

    /** Appends a frame for a target; the caller has seen that there is room. */
    public void append(int target, byte[] frame, int from, int to) {
        active.add(target, frame, from, to);
    }

    /** Has the rest written; nothing may be appended any more. */
    public void finish() {
        synchronized (this) {
            if (finishing) return;
            finishing = true;
            waiting = true;
            if (!writing) startWriting();
        }
    }

    /**
     * Whether the partition is whole and can be read; while it is not, the producer is told when to look again.
     *
     * @throws PartitionWriteException if the disk refused a write
     */
    public boolean isFinished() {
        check();
        return finished;
    }

    /** Drops what is written, unless it is whole. Idempotent. */
    public void abort() {
        synchronized (this) {
            if (over) return;
            over = true;
            if (writing) return;
        }
        store.io().execute(this::discard);
    }

    private void check() {
        IOException cause = failure;
        if (cause != null)
            throw new PartitionWriteException(file.path().getFileName().toString(), cause);
    }

    private void startWriting() {
        writing = true;
        Executor io = store.io();
        io.execute(this::write);
    }

    private void write() {
        try {
            Segment next = nextToWrite();
            while (next != null) {
                writeSegment(next);
                recycle(next);
                next = nextToWrite();
            }
            if (isToBeCompleted()) complete();
        } catch (IOException e) {
            LOG.warn("cannot write {}: {}", temporary, e.toString());
            failure = e;
        }
        boolean wake;
        boolean drop;
        synchronized (this) {
            drop = !finished && (over || failure != null);
            if (!drop && finishing && !finished) {
                startWriting();
                return;
            }
            writing = false;
            wake = waiting;
            waiting = false;
        }
        if (drop) discard();
        if (wake) onProgress.run();
    }

    private synchronized @Nullable Segment nextToWrite() {
        if (over) return null;
        Segment next = sealed;
        sealed = null;
        if (next == null && finishing && active.size() > 0) {
            next = active;
            active = new Segment(0);
        }
        return next;
    }

    private synchronized void recycle(Segment written) {
        written.clear();
        spare = written;
    }

    private synchronized boolean isToBeCompleted() {
        return finishing && !over;
    }

    private void writeSegment(Segment segment) throws IOException {
        if (segmentCount == segments.length) segments = Arrays.copyOf(segments, segmentCount * 2);
        segments[segmentCount] = position;
        writeFully(segment.sorted(segmentCount, targets));
        segmentCount++;
    }

    private void writeFully(ByteBuffer bytes) throws IOException {
        FileChannel to = channel;
        if (to == null) {
            Files.createDirectories(temporary.getParent());
            to = FileChannel.open(
                    temporary,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.TRUNCATE_EXISTING);
            channel = to;
        }
        position += bytes.remaining();
        while (bytes.hasRemaining()) to.write(bytes);
    }

    private void complete() throws IOException {
        writeFully(new Footer(firstTarget, targets, Arrays.copyOf(segments, segmentCount)).bytes());
        closeChannel();
        Files.move(temporary, file.path(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        boolean dropped;
        synchronized (this) {
            dropped = over;
            over = true;
        }
        if (dropped || !store.publish(file)) {
            file.delete();
            failure = new IOException("the partition was dropped while it was written");
            return;
        }
        finished = true;
        uncount();
    }

    /** Runs when nothing is being written. */
    private void discard() {
        uncount();
        synchronized (this) {
            over = true;
            active = new Segment(0);
            spare = null;
            sealed = null;
        }
        try {
            closeChannel();
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            LOG.warn("cannot remove {}: {}", temporary, e.toString());
        }
    }

    private void uncount() {
        synchronized (this) {
            if (!counted) return;
            counted = false;
        }
        store.writerEnded();
    }

    private void closeChannel() throws IOException {
        FileChannel open = channel;
        channel = null;
        if (open != null) open.close();
    }
}
