// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.source;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;

/**
 * Records made from an index. A split is a stride: the indexes first, first + stride, ... below the end; subtask s of p
 * starts with the stride (s, p). Strides outlive a change of parallelism: the new subtasks share the old strides, each
 * its own in the order of their indexes and at the rate of their number.
 *
 * @param from first index
 * @param to end, exclusive
 * @param perSecond rate over all subtasks; 0: as fast as possible
 */
record SequenceSource<T>(long from, long to, LongFunction<? extends T> function, double perSecond)
        implements Source<T> {
    /** So far from the largest long that adding a stride to the last index can't overflow. */
    private static final long TO_MAX = Long.MAX_VALUE - (1L << 32);

    SequenceSource {
        if (to != Long.MAX_VALUE && to > TO_MAX)
            throw new IllegalArgumentException("the end must be at most " + TO_MAX + ", not " + to);
    }

    @Override
    public boolean bounded() {
        return to != Long.MAX_VALUE;
    }

    @Override
    public SourceReader<T> createReader(SourceReaderContext context) {
        var strides = new ArrayList<Stride>();
        if (context.isRestored()) {
            for (SplitPosition position : context.restored()) strides.add(Stride.restored(position));
        } else {
            int subtask = context.subtaskIndex();
            strides.add(new Stride(
                    "stride-" + subtask + "-of-" + context.parallelism(), from + subtask, context.parallelism()));
        }
        return new Reader<>(this, strides, context);
    }

    private static final class Stride {
        final String id;
        final long stride;
        long next;

        Stride(String id, long next, long stride) {
            this.id = id;
            this.next = next;
            this.stride = stride;
        }

        static Stride restored(SplitPosition position) {
            ByteBuffer bytes = ByteBuffer.wrap(position.position());
            return new Stride(position.splitId(), bytes.getLong(), bytes.getLong());
        }

        SplitPosition position() {
            return new SplitPosition(
                    id, ByteBuffer.allocate(16).putLong(next).putLong(stride).array());
        }

        boolean ended(long to) {
            return next >= to;
        }
    }

    private static final class Reader<T> implements SourceReader<T> {
        private final LongFunction<? extends T> function;
        private final long to;
        private final double perMs;
        private final List<Stride> strides;
        private final SourceReaderContext context;
        private final long startMs;
        private double emitted;

        Reader(SequenceSource<T> source, List<Stride> strides, SourceReaderContext context) {
            this.function = source.function;
            this.to = source.to;
            double share = 0;
            for (Stride stride : strides) share += 1.0 / stride.stride;
            this.perMs = source.perSecond / 1000 * share;
            this.strides = strides;
            this.context = context;
            this.startMs = context.currentProcessingTime();
        }

        @Override
        public Status poll(SourceOutput<T> out, int recordsMax) {
            int budget = perMs == 0 ? recordsMax : (int) Math.min(recordsMax, due());
            if (budget == 0) {
                context.wakeAt(nextDueMs());
                return Status.IDLE;
            }
            int left = budget;
            boolean ended = true;
            for (int read = -1; left > 0 && read != 0; left -= read) read = readLowest(out, left);
            for (Stride stride : strides) ended &= stride.ended(to);
            emitted += budget - left;
            return ended ? Status.END : Status.MORE;
        }

        /** Reads the stride that is behind until another one is. */
        private int readLowest(SourceOutput<T> out, int recordsMax) {
            Stride lowest = null;
            long until = to;
            for (Stride stride : strides) {
                if (lowest == null || stride.next < lowest.next) {
                    until = lowest == null ? to : Math.min(until, lowest.next);
                    lowest = stride;
                } else {
                    until = Math.min(until, stride.next);
                }
            }
            return lowest == null ? 0 : read(lowest, out, recordsMax, until);
        }

        private int read(Stride stride, SourceOutput<T> out, int recordsMax, long until) {
            long step = stride.stride;
            long next = stride.next;
            long remaining = next >= until ? 0 : (until - next - 1) / step + 1;
            int count = (int) Math.min(recordsMax, remaining);
            LongFunction<? extends T> make = function;
            for (int i = 0; i < count; i++) {
                out.emit(make.apply(next));
                next += step;
            }
            stride.next = next;
            return count;
        }

        private long due() {
            return (long) Math.max(0, (context.currentProcessingTime() - startMs + 1) * perMs - emitted);
        }

        private long nextDueMs() {
            return Math.max(context.currentProcessingTime() + 1, startMs + (long) Math.ceil((emitted + 1) / perMs) - 1);
        }

        @Override
        public List<SplitPosition> snapshot() {
            return strides.stream().map(Stride::position).toList();
        }
    }
}
