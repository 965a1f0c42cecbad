// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange.partition;

import io.penstock.core.message.JobId;
import io.penstock.core.message.PartitionId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Reads one target's frames from a partition, as fast as its sink takes them, on the store's threads (one at a time).
 * Whoever makes the sink ready again calls {@link #wake}. Thread-safe.
 */
public final class PartitionReader {
    /** A reader gives its thread back after so many bytes, so that readers share the threads. */
    private static final int TURN_BYTES = 1 << 20;

    /** A target's directory entry and the offset where the next begins. */
    private static final int ENTRY_AND_END_BYTES = Segment.ENTRY_BYTES + 4;

    private final PartitionStore store;
    private final JobId job;
    private final PartitionId id;
    private final int consumer;
    private final Sink sink;
    private final AtomicInteger wakes = new AtomicInteger();
    private volatile boolean closed;

    /** Only the reading thread touches these. */
    private @Nullable PartitionFile file;

    private PartitionFile.@Nullable Opened open;
    private int nextSegment;
    private @Nullable ByteBuffer chunk;
    private boolean over;

    /** Where frames go. */
    public interface Sink {
        /** Whether it takes a frame now; if not, it calls {@link PartitionReader#wake} when it does. */
        boolean isReady();

        /** Takes a frame, which is its own now. */
        void frame(byte[] frame);

        /** All frames have come. */
        void end();

        /** Nothing more will come, though there should be more. */
        void failed(PartitionMissingException cause);
    }

    PartitionReader(PartitionStore store, JobId job, PartitionId id, int consumer, Sink sink) {
        this.store = store;
        this.job = job;
        this.id = id;
        this.consumer = consumer;
        this.sink = sink;
    }

    /** Has it read on, if the sink is ready. */
    public void wake() {
        if (wakes.getAndIncrement() == 0) store.io().execute(this::run);
    }

    /** Stops reading. Idempotent. */
    public void close() {
        closed = true;
        wake();
    }

    private void run() {
        int seen = wakes.get();
        boolean more = false;
        try {
            more = !over && read();
        } catch (IOException | RuntimeException e) {
            over = true;
            // Before anybody hears of it: whoever makes the partition anew must not find the old one's index open.
            release();
            sink.failed(new PartitionMissingException(job, id, String.valueOf(e.getMessage())));
        } finally {
            if (over) release();
        }
        if (more) store.io().execute(this::run);
        else if (wakes.addAndGet(-seen) != 0) store.io().execute(this::run);
    }

    /** Reads for one turn; true if it could go on at once. */
    private boolean read() throws IOException {
        int turnBytes = 0;
        while (!closed && sink.isReady()) {
            byte[] frame = nextFrame();
            if (frame == null) {
                over = true;
                sink.end();
                return false;
            }
            sink.frame(frame);
            turnBytes += frame.length;
            if (turnBytes >= TURN_BYTES) return true;
        }
        if (closed) over = true;
        return false;
    }

    private byte @Nullable [] nextFrame() throws IOException {
        PartitionFile.Opened from = open;
        if (from == null) {
            from = openFile();
            open = from;
        }
        ByteBuffer rest = chunk;
        while (rest == null || !rest.hasRemaining()) {
            if (nextSegment == from.footer().segments().length) return null;
            rest = readChunk(from, nextSegment++);
            chunk = rest;
        }
        byte[] frame = new byte[rest.getInt()];
        rest.get(frame);
        return frame;
    }

    private PartitionFile.Opened openFile() throws IOException {
        PartitionFile found = store.find(job, id);
        if (found == null) throw new IOException("this worker does not have it");
        PartitionFile.Opened opened = found.acquire();
        file = found;
        int target = consumer - opened.footer().firstTarget();
        if (target < 0 || target >= opened.footer().targets()) throw new IOException("it is not for " + consumer);
        return opened;
    }

    /** All frames of one segment for this target, verified. */
    private ByteBuffer readChunk(PartitionFile.Opened from, int segment) throws IOException {
        int target = consumer - from.footer().firstTarget();
        long start = from.footer().segments()[segment];
        long entryAt = start + (long) target * Segment.ENTRY_BYTES;
        ByteBuffer entry = ByteBuffer.wrap(Footer.readAt(from.channel(), entryAt, ENTRY_AND_END_BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        int offset = entry.getInt();
        int checksum = entry.getInt();
        int length = entry.getInt() - offset;
        if (offset < 0 || length < 0) throw new IOException("its directory is damaged");
        long dataStart = start + Segment.directoryBytes(from.footer().targets());
        if (length > from.channel().size() - dataStart) throw new IOException("its directory is damaged");
        byte[] data = Footer.readAt(from.channel(), dataStart + offset, length);
        if (Segment.checksum(segment, target, data, 0, length) != checksum) {
            throw new IOException("checksum of segment " + segment + " is wrong");
        }
        return ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void release() {
        PartitionFile acquired = file;
        file = null;
        open = null;
        chunk = null;
        if (acquired != null) acquired.release();
    }
}
