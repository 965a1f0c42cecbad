// SPDX-License-Identifier: Apache-2.0
package io.penstock.local;

import io.penstock.api.source.Source;
import io.penstock.api.source.SourceOutput;
import io.penstock.api.source.SourceReader;
import io.penstock.api.source.SourceReaderContext;
import io.penstock.api.source.SplitPosition;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/**
 * The numbers from 0 to an end, in so many splits, up to a gate that a test opens by and by. It rewinds, and its splits
 * outlive a change of parallelism.
 */
final class GatedSource implements Source<Long> {
    private static final long LOOK_MS = 2;

    private final long end;
    private final int splits;
    private final AtomicLong gate;

    private final LongConsumer onComplete;

    GatedSource(long end, int splits, AtomicLong gate) {
        this(end, splits, gate, id -> {});
    }

    /** {@code onComplete} hears of each checkpoint that is complete, on the task's thread. */
    GatedSource(long end, int splits, AtomicLong gate, LongConsumer onComplete) {
        this.onComplete = onComplete;
        this.end = end;
        this.splits = splits;
        this.gate = gate;
    }

    @Override
    public boolean bounded() {
        return true;
    }

    @Override
    public SourceReader<Long> createReader(SourceReaderContext context) {
        List<Split> mine = new ArrayList<>();
        if (context.isRestored()) {
            for (SplitPosition position : context.restored())
                mine.add(new Split(
                        position.splitId(), ByteBuffer.wrap(position.position()).getLong()));
        } else {
            for (int i = 0; i < splits; i++) if (context.owns("split-" + i)) mine.add(new Split("split-" + i, i));
        }
        return new Reader(mine, context);
    }

    private static final class Split {
        final String id;
        long next;

        Split(String id, long next) {
            this.id = id;
            this.next = next;
        }
    }

    private final class Reader implements SourceReader<Long> {
        private final List<Split> mine;
        private final SourceReaderContext context;

        Reader(List<Split> mine, SourceReaderContext context) {
            this.mine = mine;
            this.context = context;
        }

        @Override
        public Status poll(SourceOutput<Long> out, int recordsMax) {
            long open = Math.min(gate.get(), end);
            boolean ended = true;
            boolean read = false;
            for (Split split : mine) {
                for (int i = 0; i < recordsMax / splits && split.next < open; i++, split.next += splits) {
                    out.emit(split.next, split.next);
                    read = true;
                }
                ended &= split.next >= end;
            }
            if (ended) return Status.END;
            if (read) return Status.MORE;
            context.wakeAt(context.currentProcessingTime() + LOOK_MS);
            return Status.IDLE;
        }

        @Override
        public void checkpointComplete(long checkpointId) {
            onComplete.accept(checkpointId);
        }

        @Override
        public List<SplitPosition> snapshot() {
            return mine.stream()
                    .map(split -> new SplitPosition(
                            split.id, ByteBuffer.allocate(8).putLong(split.next).array()))
                    .toList();
        }
    }
}
