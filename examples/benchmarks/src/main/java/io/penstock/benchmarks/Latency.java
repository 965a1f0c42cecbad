// SPDX-License-Identifier: Apache-2.0
package io.penstock.benchmarks;

import io.penstock.api.ExecutionMode;
import io.penstock.api.JobBuilder;
import io.penstock.api.Penstock;
import io.penstock.api.WindowResult;
import io.penstock.api.function.AggregateFunction;
import io.penstock.api.sink.Sink;
import io.penstock.api.sink.SinkWriter;
import io.penstock.api.time.WatermarkGenerator;
import io.penstock.api.time.WatermarkStrategy;
import io.penstock.api.window.WindowAssigner;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * W6: {@code Latency perSecond warmUpSeconds seconds}: the shape of W3, paced, in order, with windows of 10 ms. Per
 * window result: how long after the end of its window it came to the sink, and how long after the nominal instant of
 * its last event. Runs with the runtime's defaults. Prints one JSON line, ms.
 */
public final class Latency {
    private static final int WINDOW_MS = 10;

    private final Histogram afterWindow = new Histogram(3);
    private final Histogram afterEvent = new Histogram(3);
    private final PacedEvents source;
    private final long fromMs;
    private final long toMs;

    private Latency(long perSecond, long warmUpS, long seconds) {
        source = new PacedEvents(
                perSecond, (WallClock.micros() / 1_000_000 + 2) * 1000, (warmUpS + seconds) * perSecond);
        fromMs = source.startMs() + warmUpS * 1000;
        toMs = fromMs + seconds * 1000;
    }

    /** Runs it. */
    public static void main(String[] args) throws Exception {
        long perSecond = Long.parseLong(args[0]);
        var latency = new Latency(perSecond, Long.parseLong(args[1]), Long.parseLong(args[2]));
        double cores;
        try (var running = Penstock.local().start(latency::define)) {
            Thread.sleep(Math.max(0, latency.fromMs - System.currentTimeMillis()));
            long startNs = System.nanoTime();
            long cpuNs = cpuNs();
            Thread.sleep(Math.max(0, latency.toMs - System.currentTimeMillis()));
            cores = (double) (cpuNs() - cpuNs) / (System.nanoTime() - startNs);
            running.await();
        }
        latency.print(perSecond, cores);
        System.exit(0);
    }

    private static long cpuNs() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private void define(JobBuilder job) {
        job.name("w6")
                .mode(ExecutionMode.STREAMING)
                .parallelism(2)
                .source("events", source)
                .assignTimestampsAndWatermarks(WatermarkStrategy.<Workload.Event>forGenerator(EachMilli::new)
                        .withTimestamps(Workload.Event::timeMs))
                .keyBy(Workload.Event::key)
                .keyType(Long.class)
                .window(WindowAssigner.tumbling(Duration.ofMillis(WINDOW_MS)))
                .aggregate(new Latest())
                .sinkTo("latency", sink());
    }

    private Sink<WindowResult<Long, Long>> sink() {
        return context -> {
            var window = new Histogram(3);
            var event = new Histogram(3);
            return new SinkWriter<>() {
                @Override
                public void write(WindowResult<Long, Long> result, long timestampMs) {
                    if (result.startMs() < fromMs || result.startMs() >= toMs) return;
                    long nowUs = WallClock.micros();
                    window.recordValue(Math.max(0, nowUs - result.endMs() * 1000));
                    event.recordValue(Math.max(0, nowUs - result.value()));
                }

                @Override
                public void close() {
                    synchronized (afterWindow) {
                        afterWindow.add(window);
                        afterEvent.add(event);
                    }
                }
            };
        };
    }

    private void print(long perSecond, double cores) {
        System.out.printf(
                Locale.ROOT,
                "{\"case\":\"w6\",\"per_s\":%d,\"java\":\"%s\",%s,%s,\"cores\":%.3f,\"results\":%d}%n",
                perSecond,
                Runtime.version(),
                figures("window", afterWindow),
                figures("event", afterEvent),
                cores,
                afterWindow.getTotalCount());
    }

    private static String figures(String since, Histogram histogram) {
        return String.format(
                Locale.ROOT,
                "\"%1$s_p50_ms\":%2$.3f,\"%1$s_p99_ms\":%3$.3f,\"%1$s_p99.9_ms\":%4$.3f,\"%1$s_max_ms\":%5$.3f",
                since,
                histogram.getValueAtPercentile(50) / 1e3,
                histogram.getValueAtPercentile(99) / 1e3,
                histogram.getValueAtPercentile(99.9) / 1e3,
                histogram.getMaxValue() / 1e3);
    }

    /** Time has come to just before the newest event, as soon as that is in a new millisecond. */
    private static final class EachMilli implements WatermarkGenerator<Workload.Event> {
        private long newestMs = Long.MIN_VALUE;

        @Override
        public long onEvent(Workload.Event event, long timestampMs) {
            if (timestampMs <= newestMs) return Long.MIN_VALUE;
            newestMs = timestampMs;
            return timestampMs - 1;
        }

        @Override
        public long onPeriodicEmit() {
            return Long.MIN_VALUE;
        }
    }

    /** The nominal instant of the last event, us. */
    private static final class Latest implements AggregateFunction<Workload.Event, Latest.Instant, Long> {
        static final class Instant {
            long us;
        }

        @Override
        public Instant createAccumulator() {
            return new Instant();
        }

        @Override
        public Instant add(Instant instant, Workload.Event event) {
            instant.us = Math.max(instant.us, event.value());
            return instant;
        }

        @Override
        public Long result(Instant instant) {
            return instant.us;
        }

        @Override
        public Instant merge(Instant left, Instant right) {
            left.us = Math.max(left.us, right.us);
            return left;
        }
    }
}
