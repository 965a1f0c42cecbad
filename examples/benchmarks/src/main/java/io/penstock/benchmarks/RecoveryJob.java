// SPDX-License-Identifier: Apache-2.0
package io.penstock.benchmarks;

import io.penstock.api.DataStream;
import io.penstock.api.ExecutionMode;
import io.penstock.api.JobBuilder;
import io.penstock.api.JobProgram;
import io.penstock.api.WindowResult;
import io.penstock.api.function.Aggregates;
import io.penstock.api.sink.Sinks;
import io.penstock.api.source.Sources;
import io.penstock.api.time.WatermarkStrategy;
import io.penstock.api.window.WindowAssigner;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * W3 at a given rate, with event time that goes as fast as the clock: {@code events perSecond outDirectory beaconPort};
 * {@code -} for no output, 0 for no beacon.
 */
public final class RecoveryJob implements JobProgram {
    private static final long WINDOW_MS = 100;
    private static final long KEYS = 10_000;
    private static final Duration SKEW = Duration.ofMillis(5);

    /** One event; the same index gives the same event. */
    record Event(long key, long value, long timeMs) {
        static Event of(long index, long perSecond) {
            long random = Input.rnd(index);
            long key = ((random >>> 32) * KEYS) >>> 32;
            return new Event(key, random & 0xFFFF, index * 1000 / perSecond);
        }

        long windowMs() {
            return timeMs / WINDOW_MS * WINDOW_MS;
        }
    }

    @Override
    public void define(JobBuilder job) {
        List<String> args = job.args();
        long events = Long.parseLong(args.get(0));
        long perSecond = Long.parseLong(args.get(1));
        int beaconPort = Integer.parseInt(args.get(3));
        DataStream<WindowResult<Long, Long>> results = job.name("recovery")
                .mode(ExecutionMode.STREAMING)
                .source("events", Sources.generator(events, index -> Event.of(index, perSecond), (double) perSecond))
                .assignTimestampsAndWatermarks(
                        WatermarkStrategy.<Event>forBoundedOutOfOrderness(SKEW).withTimestamps(Event::timeMs))
                .keyBy(Event::key)
                .keyType(Long.class)
                .window(WindowAssigner.tumbling(Duration.ofMillis(WINDOW_MS)))
                .aggregate(Aggregates.summingLong(Event::value));
        if (!args.get(2).equals("-")) {
            results.sinkTo(
                    "files",
                    Sinks.<WindowResult<Long, Long>>textFiles(Path.of(args.get(2)))
                            .format(result -> line(result.key(), result.startMs(), result.value())));
        }
        if (beaconPort > 0) results.sinkTo("beacon", new Beacon<>(beaconPort));
    }

    static String line(long key, long windowMs, long sum) {
        return key + "," + windowMs + "," + sum;
    }
}
