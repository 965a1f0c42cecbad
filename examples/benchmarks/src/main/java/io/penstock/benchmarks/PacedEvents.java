// SPDX-License-Identifier: Apache-2.0
package io.penstock.benchmarks;

import io.penstock.api.source.Source;
import io.penstock.api.source.SourceOutput;
import io.penstock.api.source.SourceReader;
import io.penstock.api.source.SourceReaderContext;
import io.penstock.api.source.SplitPosition;
import java.util.List;

/**
 * The events of W3 in order of time, each handed out when the wall clock comes to its nominal instant, which is also
 * its value (us since the epoch). Subtask s of p has the events s, s + p, and so on.
 *
 * @param startMs nominal instant of event 0
 */
record PacedEvents(long perSecond, long startMs, long count) implements Source<Workload.Event> {
    @Override
    public boolean bounded() {
        return true;
    }

    @Override
    public SourceReader<Workload.Event> createReader(SourceReaderContext context) {
        return new Reader(this, context);
    }

    private long dueUs(long index) {
        return startMs * 1000 + index * 1_000_000 / perSecond;
    }

    private static final class Reader implements SourceReader<Workload.Event> {
        private final PacedEvents source;
        private final SourceReaderContext context;
        private final int step;
        private long next;

        Reader(PacedEvents source, SourceReaderContext context) {
            this.source = source;
            this.context = context;
            this.step = context.parallelism();
            this.next = ReadUpTo.index(context, context.subtaskIndex());
        }

        @Override
        public Status poll(SourceOutput<Workload.Event> out, int recordsMax) {
            long nowUs = WallClock.micros();
            long index = next;
            long end = source.count;
            int left = recordsMax;
            long dueUs;
            while (index < end && left > 0 && (dueUs = source.dueUs(index)) <= nowUs) {
                long random = Input.rnd(index);
                out.emit(new Workload.Event(((random >>> 32) * Input.KEYS) >>> 32, dueUs, dueUs / 1000));
                index += step;
                left--;
            }
            next = index;
            if (index >= end) return Status.END;
            if (left == 0) return Status.MORE;
            context.wakeAt(Math.max(source.dueUs(index) / 1000, nowUs / 1000 + 1));
            return Status.IDLE;
        }

        @Override
        public List<SplitPosition> snapshot() {
            return List.of(ReadUpTo.position(context.subtaskIndex(), next));
        }
    }
}
