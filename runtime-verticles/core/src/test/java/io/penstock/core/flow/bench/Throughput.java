// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.bench;

import io.penstock.api.JobProgram;
import io.penstock.api.function.AggregateFunction;
import io.penstock.api.function.Aggregates;
import io.penstock.api.sink.Sinks;
import io.penstock.api.source.Sources;
import io.penstock.api.time.WatermarkStrategy;
import io.penstock.api.window.WindowAssigner;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Records per second of whole jobs in one JVM, two threads, two subtasks per vertex: {@code java ... Throughput w1 w2
 * w3 w3b}. The workloads are those of the prototype. On a shared machine look at the figure per core and second of CPU
 * time; the first is wall time.
 */
public final class Throughput {
    private static final int WARM_UP_MS = Integer.getInteger("warmUpMs", 3_000);
    private static final int WINDOW_MS = 400;
    private static final int WINDOWS = 9;
    private static final long KEYS = 100_000;

    private Throughput() {}

    private record Event(long key, long value, long timeMs) {}

    private static final class LongBox {
        long value;
    }

    /** A sum as a user would write it. */
    private static final class Sum implements AggregateFunction<Event, LongBox, Long> {
        @Override
        public LongBox createAccumulator() {
            return new LongBox();
        }

        @Override
        public LongBox add(LongBox accumulator, Event value) {
            accumulator.value += value.value;
            return accumulator;
        }

        @Override
        public Long result(LongBox accumulator) {
            return accumulator.value;
        }

        @Override
        public LongBox merge(LongBox left, LongBox right) {
            left.value += right.value;
            return left;
        }
    }

    /** Prints one line per workload. */
    public static void main(String[] args) throws Exception {
        boolean specialize = !Boolean.getBoolean("plain");
        Map<String, JobProgram> programs = programs();
        try (BenchWorkers workers = new BenchWorkers(2)) {
            if (Boolean.getBoolean("polluted")) pollute(programs, workers, specialize);
            for (String name : args.length == 0 ? new String[] {"w1", "w2", "w3", "w3b"} : args) {
                measure(name, programs.get(name), workers, specialize);
            }
        }
    }

    /** Runs every workload for a moment, so that shared call sites have seen them all. */
    private static void pollute(Map<String, JobProgram> programs, BenchWorkers workers, boolean specialize)
            throws Exception {
        for (JobProgram program : programs.values()) {
            BenchJob job = new BenchJob(program, 2, workers, specialize);
            job.start();
            Thread.sleep(1_000);
            job.cancel();
        }
    }

    private static void measure(String name, JobProgram program, BenchWorkers workers, boolean specialize)
            throws Exception {
        long builtNs = System.nanoTime();
        BenchJob job = new BenchJob(program, 2, workers, specialize);
        builtNs = System.nanoTime() - builtNs;
        job.start();
        Thread.sleep(WARM_UP_MS);
        List<Double> perSecond = new ArrayList<>();
        List<Double> perCoreSecond = new ArrayList<>();
        for (int i = 0; i < WINDOWS; i++) {
            long cpu = cpuNs();
            long wall = System.nanoTime();
            long records = job.recordsRead();
            Thread.sleep(WINDOW_MS);
            records = job.recordsRead() - records;
            perSecond.add(records * 1e3 / (System.nanoTime() - wall));
            perCoreSecond.add(records * 1e3 / (cpuNs() - cpu));
        }
        perSecond.sort(null);
        perCoreSecond.sort(null);
        System.out.printf(
                "%-4s %8.1f M/s (best %.1f)   %8.1f M per core-second (best %.1f)   built in %.1f ms%n",
                name,
                perSecond.get(WINDOWS / 2),
                perSecond.get(WINDOWS - 1),
                perCoreSecond.get(WINDOWS / 2),
                perCoreSecond.get(WINDOWS - 1),
                builtNs / 1e6);
        job.cancel();
    }

    private static long cpuNs() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private static Map<String, JobProgram> programs() {
        String[] lines = lines();
        Map<String, JobProgram> programs = new TreeMap<>();
        programs.put(
                "w1",
                job -> job.source("numbers", Sources.numbers(0, Long.MAX_VALUE))
                        .map(x -> x * 31 + 7)
                        .filter(x -> (x & 3) != 0)
                        .sinkTo("sink", Sinks.discard()));
        programs.put(
                "w2",
                job -> job.source("lines", Sources.generator(Long.MAX_VALUE, i -> lines[(int) i & lines.length - 1]))
                        .flatMap((String line, io.penstock.api.function.Collector<String> out) -> split(line, out))
                        .keyBy(word -> word)
                        .keyType(String.class)
                        .aggregate(Aggregates.counting())
                        .sinkTo("sink", Sinks.discard()));
        programs.put(
                "w3",
                job -> job.source("events", Sources.generator(Long.MAX_VALUE, Throughput::event))
                        .assignTimestampsAndWatermarks(WatermarkStrategy.forMonotonousTimestamps(Event::timeMs))
                        .keyBy(Event::key)
                        .window(WindowAssigner.tumbling(Duration.ofSeconds(1)))
                        .aggregate(new Sum())
                        .sinkTo("sink", Sinks.discard()));
        programs.put(
                "w3b",
                job -> job.source("events", Sources.generator(Long.MAX_VALUE, Throughput::event))
                        .assignTimestampsAndWatermarks(WatermarkStrategy.forMonotonousTimestamps(Event::timeMs))
                        .keyBy(Event::key)
                        .window(WindowAssigner.tumbling(Duration.ofSeconds(1)))
                        .aggregate(Aggregates.summingLong(Event::value))
                        .sinkTo("sink", Sinks.discard()));
        return programs;
    }

    private static Event event(long i) {
        long x = i * 0x9E3779B97F4A7C15L;
        x ^= x >>> 29;
        return new Event(Long.remainderUnsigned(x, KEYS), i & 1023, i / 2000);
    }

    private static void split(String line, io.penstock.api.function.Collector<String> out) {
        int from = 0;
        for (int to; (to = line.indexOf(' ', from)) >= 0; from = to + 1) out.collect(line.substring(from, to));
        out.collect(line.substring(from));
    }

    /** 32,768 lines of ten words, Zipf-distributed over 10,000. */
    private static String[] lines() {
        Random random = new Random(11);
        double[] cumulated = new double[10_000];
        double sum = 0;
        for (int i = 0; i < cumulated.length; i++) cumulated[i] = sum += 1.0 / (i + 1);
        String[] lines = new String[1 << 15];
        for (int i = 0; i < lines.length; i++) {
            StringBuilder line = new StringBuilder();
            for (int k = 0; k < 10; k++) {
                int rank = java.util.Arrays.binarySearch(cumulated, random.nextDouble() * sum);
                rank = Math.min(rank < 0 ? -rank - 1 : rank, cumulated.length - 1);
                if (k > 0) line.append(' ');
                line.append('w').append(Integer.toString(rank * 7919 + 1000, 36));
            }
            lines[i] = line.toString();
        }
        return lines;
    }
}
