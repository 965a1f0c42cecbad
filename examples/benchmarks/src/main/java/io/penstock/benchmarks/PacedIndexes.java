// SPDX-License-Identifier: Apache-2.0
package io.penstock.benchmarks;

import io.penstock.api.source.Source;
import io.penstock.api.source.SourceOutput;
import io.penstock.api.source.SourceReader;
import io.penstock.api.source.SourceReaderContext;
import io.penstock.api.source.SplitPosition;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The events of W3, of which so many are handed out per second of the wall clock, until it is ended. Event time is that
 * of W3, which the wall clock does not touch. For runs in one JVM; with at most {@link #READERS_MAX} readers.
 */
final class PacedIndexes implements Source<Workload.Event> {
    private static final int READERS_MAX = 64;

    private final long perSecond;
    private final long startUs = WallClock.micros();
    private final AtomicReferenceArray<Reader> readers = new AtomicReferenceArray<>(READERS_MAX);
    private volatile boolean ended;

    PacedIndexes(long perSecond) {
        this.perSecond = perSecond;
    }

    @Override
    public boolean bounded() {
        return true;
    }

    @Override
    public SourceReader<Workload.Event> createReader(SourceReaderContext context) {
        var reader = new Reader(this, context);
        readers.set(context.subtaskIndex(), reader);
        return reader;
    }

    /** Ends the input, once the readers look. */
    void end() {
        ended = true;
    }

    /** Events handed out so far. */
    long emitted() {
        long emitted = 0;
        for (int i = 0; i < READERS_MAX; i++) {
            Reader reader = readers.get(i);
            if (reader != null) emitted += reader.emitted;
        }
        return emitted;
    }

    /** By how much the slowest reader lags behind the wall clock. */
    long behindMs() {
        long dueNow = due();
        long behind = 0;
        for (int i = 0; i < READERS_MAX; i++) {
            Reader reader = readers.get(i);
            if (reader != null) behind = Math.max(behind, dueNow - reader.emitted * reader.step);
        }
        return behind * 1000 / perSecond;
    }

    private long due() {
        double us = WallClock.micros() - startUs;
        return (long) (us * perSecond / 1e6);
    }

    private static final class Reader implements SourceReader<Workload.Event> {
        private final PacedIndexes source;
        private final SourceReaderContext context;
        private final int step;
        private long next;
        private long count;
        private volatile long emitted;

        Reader(PacedIndexes source, SourceReaderContext context) {
            this.source = source;
            this.context = context;
            this.step = context.parallelism();
            this.next = ReadUpTo.index(context, context.subtaskIndex());
            this.count = (next - context.subtaskIndex()) / step;
            this.emitted = count;
        }

        @Override
        public Status poll(SourceOutput<Workload.Event> out, int recordsMax) {
            if (source.ended) return Status.END;
            long due = source.due();
            long index = next;
            int left = recordsMax;
            for (; left > 0 && index < due; left--, index += step) out.emit(Workload.Event.of(index));
            next = index;
            count += recordsMax - left;
            emitted = count;
            if (left == 0) return Status.MORE;
            context.wakeAt(WallClock.micros() / 1000 + 1);
            return Status.IDLE;
        }

        @Override
        public List<SplitPosition> snapshot() {
            return List.of(ReadUpTo.position(context.subtaskIndex(), next));
        }
    }
}
