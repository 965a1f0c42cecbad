// SPDX-License-Identifier: Apache-2.0
package bench;

import org.HdrHistogram.Histogram;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFilterFunction;

/** W6: records, per window result, now - nominal instant of its last event, and now - window end. */
final class Latency extends RichFilterFunction<Event> {
    static final Histogram FROM_EVENT = new Histogram(3), FROM_WINDOW_END = new Histogram(3);
    private final long fromMs, toMs;
    private transient Histogram event, end;

    Latency(long fromMs, long toMs) {
        this.fromMs = fromMs;
        this.toMs = toMs;
    }

    @Override
    public void open(OpenContext c) {
        event = new Histogram(3);
        end = new Histogram(3);
    }

    @Override
    public boolean filter(Event e) {
        if (e.ts >= fromMs && e.ts < toMs) {
            long now = System.nanoTime() - GenSource.startNanos;
            event.recordValue(Math.max(0, now - e.value));
            end.recordValue(Math.max(0, now - (e.ts + 10) * 1_000_000));
        }
        return false;
    }

    @Override
    public void close() {
        synchronized (Latency.class) {
            if (event != null) {
                FROM_EVENT.add(event);
                FROM_WINDOW_END.add(end);
            }
        }
    }
}
