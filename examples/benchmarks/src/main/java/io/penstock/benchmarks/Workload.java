// SPDX-License-Identifier: Apache-2.0
package io.penstock.benchmarks;

import io.penstock.api.DataStream;
import io.penstock.api.ExecutionMode;
import io.penstock.api.JobBuilder;
import io.penstock.api.JobProgram;
import io.penstock.api.Keyed;
import io.penstock.api.WindowResult;
import io.penstock.api.function.AggregateFunction;
import io.penstock.api.function.Aggregates;
import io.penstock.api.function.Collector;
import io.penstock.api.source.Source;
import io.penstock.api.source.Sources;
import io.penstock.api.time.WatermarkStrategy;
import io.penstock.api.window.WindowAssigner;
import java.time.Duration;

/**
 * A throughput case: a job, the checksum it arrives at, and how many units (records, words, events) one input record
 * counts for.
 *
 * @param unitsPerRecord 10 for lines of ten words
 */
record Workload(JobProgram program, ChecksumSink<?> sink, long unitsPerRecord) {
    /** An event of W3. */
    record Event(long key, long value, long timeMs) {
        static Event of(long index) {
            long random = Input.rnd(index);
            long key = ((random >>> 32) * Input.KEYS) >>> 32;
            return new Event(key, random & 0xFFFF, Math.max(0, index / 1000 - ((random >>> 16) & 3)));
        }
    }

    static Workload of(String name, long n) {
        return switch (name) {
            case "w1" -> passThrough(n);
            case "w2" -> wordCount(n);
            case "hops" -> hops(n);
            case "w3" -> window(n, new GenericSum());
            case "w3-builtin" -> window(n, Aggregates.summingLong(Event::value));
            default ->
                throw new IllegalArgumentException("unknown case " + name + "; there are w1, w2, w3, w3-builtin, hops");
        };
    }

    private static Workload passThrough(long n) {
        var sink = new ChecksumSink<Long>(Long::longValue);
        JobProgram program = job -> job.name("w1")
                .mode(ExecutionMode.STREAMING)
                .source("numbers", Sources.numbers(0, n))
                .map(x -> x + 1)
                .filter(x -> (x & 1) == 1)
                .sinkTo("checksum", sink);
        return new Workload(program, sink, 1);
    }

    /** W1 with a channel from each source to a task of its own: two tasks for each of the parallel instances. */
    private static Workload hops(long n) {
        var sink = new ChecksumSink<Long>(Long::longValue);
        JobProgram program = job -> job.name("hops")
                .mode(ExecutionMode.STREAMING)
                .source("numbers", Sources.numbers(0, n))
                .map(x -> x + 1)
                .disableChaining()
                .filter(x -> (x & 1) == 1)
                .sinkTo("checksum", sink);
        return new Workload(program, sink, 1);
    }

    private static Workload wordCount(long n) {
        String[] pool = Input.linePool();
        var sink = new ChecksumSink<Keyed<String, Long>>(count -> Input.wordCheck(count.key(), count.value()));
        JobProgram program = job -> job.name("w2")
                .mode(ExecutionMode.STREAMING)
                .source("lines", Sources.generator(n, index -> pool[(int) index & pool.length - 1]))
                .<String>flatMap(Workload::split)
                .keyBy(word -> word)
                .keyType(String.class)
                .aggregate(Aggregates.counting())
                .sinkTo("checksum", sink);
        return new Workload(program, sink, 10);
    }

    /** Emits the words of a line. */
    static void split(String line, Collector<String> out) {
        int start = 0;
        for (int end = line.indexOf(' '); end >= 0; end = line.indexOf(' ', start)) {
            out.collect(line.substring(start, end));
            start = end + 1;
        }
        out.collect(line.substring(start));
    }

    private static Workload window(long n, AggregateFunction<Event, ?, Long> sum) {
        var sink = new ChecksumSink<WindowResult<Long, Long>>(Workload::windowCheck);
        JobProgram program = job -> windows(job.name("w3"), n, sum).sinkTo("checksum", sink);
        return new Workload(program, sink, 1);
    }

    static long windowCheck(WindowResult<Long, Long> result) {
        return Input.windowCheck(result.key(), result.startMs(), result.value());
    }

    /** W3 up to its sink. */
    static DataStream<WindowResult<Long, Long>> windows(JobBuilder job, long n, AggregateFunction<Event, ?, Long> sum) {
        return windows(job, Sources.generator(n, Event::of), sum);
    }

    /** The same with another source of its events. */
    static DataStream<WindowResult<Long, Long>> windows(
            JobBuilder job, Source<Event> source, AggregateFunction<Event, ?, Long> sum) {
        return job.mode(ExecutionMode.STREAMING)
                .source("events", source)
                .assignTimestampsAndWatermarks(WatermarkStrategy.<Event>forBoundedOutOfOrderness(Duration.ofMillis(5))
                        .withTimestamps(Event::timeMs))
                .keyBy(Event::key)
                .keyType(Long.class)
                .window(WindowAssigner.tumbling(Duration.ofSeconds(1)))
                .aggregate(sum);
    }

    /** A sum as a user would write it, which the runtime does not know. */
    static final class GenericSum implements AggregateFunction<Event, GenericSum.Sum, Long> {
        static final class Sum {
            long value;
        }

        @Override
        public Sum createAccumulator() {
            return new Sum();
        }

        @Override
        public Sum add(Sum sum, Event event) {
            sum.value += event.value();
            return sum;
        }

        @Override
        public Long result(Sum sum) {
            return sum.value;
        }

        @Override
        public Sum merge(Sum left, Sum right) {
            left.value += right.value;
            return left;
        }
    }
}
