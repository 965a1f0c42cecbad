// SPDX-License-Identifier: Apache-2.0
package peer.jet;

import static com.hazelcast.jet.pipeline.WindowDefinition.tumbling;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.jet.Job;
import com.hazelcast.jet.accumulator.LongLongAccumulator;
import com.hazelcast.jet.aggregate.AggregateOperation;
import com.hazelcast.jet.aggregate.AggregateOperation1;
import com.hazelcast.jet.core.AbstractProcessor;
import com.hazelcast.jet.core.ProcessorMetaSupplier;
import com.hazelcast.jet.core.ProcessorSupplier;
import com.hazelcast.jet.core.Watermark;
import com.hazelcast.jet.datamodel.KeyedWindowResult;
import com.hazelcast.jet.pipeline.Pipeline;
import com.hazelcast.jet.pipeline.Sinks;
import org.HdrHistogram.Histogram;

/**
 * W6: W3's shape at a fixed rate with 10 ms windows. Two latencies of each result, in microseconds:
 * after-event: since the nominal emission time of the last event in it (has up to a window of waiting in it);
 * after-window: since the end of its window, which is what the engine itself adds.
 */
final class Latency {
    private static final int WINDOW_MS = 10;
    private static final int WARMUP_S = 15;

    private Latency() {}

    /** args: events per second, seconds measured */
    public static void main(String[] args) throws Exception {
        long rate = Long.parseLong(args[0]);
        int seconds = Integer.parseInt(args[1]);
        HazelcastInstance hz = Node.start(2, 1);
        EventSource.Spec spec = new EventSource.Spec();
        spec.paced = true;
        spec.eventsPerMs = rate / 1000;
        spec.startMs = (Clock.nanos() / 1_000_000 / 1000 + 2) * 1000;
        long fromMs = spec.startMs + WARMUP_S * 1000;
        long toMs = fromMs + seconds * 1000L;

        AggregateOperation1<Event, LongLongAccumulator, Long> countAndLast = AggregateOperation.withCreate(
                        LongLongAccumulator::new)
                .<Event>andAccumulate((a, e) -> {
                    a.set1(a.get1() + 1);
                    a.set2(Math.max(a.get2(), e.value));
                })
                .andCombine((a, b) -> {
                    a.set1(a.get1() + b.get1());
                    a.set2(Math.max(a.get2(), b.get2()));
                })
                .andExportFinish(LongLongAccumulator::get2);

        long startUs = spec.startMs * 1000;
        Pipeline p = Pipeline.create();
        p.readFrom(EventSource.of(spec))
                .withNativeTimestamps(0)
                .setLocalParallelism(2)
                .groupingKey(Event::key)
                .window(tumbling(WINDOW_MS))
                .aggregate(countAndLast)
                .setLocalParallelism(2)
                .writeTo(Sinks.fromProcessor(
                        "latency",
                        ProcessorMetaSupplier.of(ProcessorSupplier.of(() -> new LatencySink(startUs, fromMs, toMs)))))
                .setLocalParallelism(2);
        Job job = hz.getJet().newJob(p);
        Thread.sleep(fromMs - System.currentTimeMillis());
        double machine0 = Out.machineCpuSeconds();
        double cpu = Out.cpuPercent(toMs - fromMs);
        double others = 100 * (Out.machineCpuSeconds() - machine0) / seconds - cpu;
        Thread.sleep(500);
        job.cancel();
        try {
            job.join();
        } catch (java.util.concurrent.CancellationException expected) {
            // as asked
        }
        Thread.sleep(200);
        report("after-window", Tally.AFTER_WINDOW);
        report("after-event", Tally.AFTER_EVENT);
        Out.fig("w6", "cpu_percent_of_one_core", cpu);
        Out.log("w6: %d results; cpu of others %.0f%%", Tally.AFTER_WINDOW.getTotalCount(), others);
        System.exit(0);
    }

    private static void report(String name, Histogram h) {
        String kase = "w6-" + name;
        Out.fig(kase, "p50_us", h.getValueAtPercentile(50));
        Out.fig(kase, "p99_us", h.getValueAtPercentile(99));
        Out.fig(kase, "p99.9_us", h.getValueAtPercentile(99.9));
        Out.fig(kase, "max_us", h.getMaxValue());
    }

    private static final class LatencySink extends AbstractProcessor {
        private final long startUs;
        private final long fromMs;
        private final long toMs;
        private final Histogram afterWindow = new Histogram(3);
        private final Histogram afterEvent = new Histogram(3);

        LatencySink(long startUs, long fromMs, long toMs) {
            this.startUs = startUs;
            this.fromMs = fromMs;
            this.toMs = toMs;
        }

        @Override
        @SuppressWarnings("unchecked")
        protected boolean tryProcess(int ordinal, Object item) {
            KeyedWindowResult<Long, Long> r = (KeyedWindowResult<Long, Long>) item;
            if (r.end() > fromMs && r.end() <= toMs) {
                long now = Clock.nanos() / 1000;
                afterWindow.recordValue(Math.max(0, now - r.end() * 1000));
                afterEvent.recordValue(Math.max(0, now - startUs - r.result()));
            }
            return true;
        }

        @Override
        public boolean tryProcessWatermark(Watermark watermark) {
            return true;
        }

        @Override
        public void close() {
            Tally.addLatencies(afterWindow, afterEvent);
        }
    }
}
