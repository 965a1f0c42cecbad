// SPDX-License-Identifier: Apache-2.0
package io.penstock.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.api.ExecutionMode;
import io.penstock.api.JobBuilder;
import io.penstock.api.JobOptions;
import io.penstock.api.Keyed;
import io.penstock.api.Penstock;
import io.penstock.api.function.AggregateFunction;
import io.penstock.api.function.Aggregates;
import io.penstock.api.sink.CollectSink;
import io.penstock.api.sink.Sinks;
import io.penstock.api.source.Sources;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keyed aggregations of batch jobs over many more keys than their memory holds. */
class SpilledBatchTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int RECORDS = 60_000;
    private static final int KEYS = 20_000;

    /** Only what was spilled is ever merged: before the exchange nothing but longs is. */
    private static final LongAdder MERGED = new LongAdder();

    /** An accumulator that no built-in has. */
    record Total(long sum, int count) {}

    static final class Totals implements AggregateFunction<Long, Total, String> {
        @Override
        public Total createAccumulator() {
            return new Total(0, 0);
        }

        @Override
        public Total add(Total total, Long value) {
            return new Total(total.sum() + value, total.count() + 1);
        }

        @Override
        public String result(Total total) {
            return total.sum() + "/" + total.count();
        }

        @Override
        public Total merge(Total left, Total right) {
            MERGED.increment();
            return new Total(left.sum() + right.sum(), left.count() + right.count());
        }
    }

    private static String key(long n) {
        return "key-" + n * 7919 % KEYS;
    }

    /** 256 KiB hold about a thousand keys of ten thousand per subtask. */
    private static void tight(JobBuilder job) {
        job.mode(ExecutionMode.BATCH).parallelism(2).option(JobOptions.AGGREGATION_MEMORY_KIB, "256");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void builtInAggregatesOfMoreKeysThanMemoryEqualAPlainLoop(boolean specialized) {
        CollectSink<Keyed<String, Long>> out = Sinks.collect();
        Penstock.local().withWorkers(2).withSlots(2).withTimeout(LIMIT).run(job -> {
            tight(job);
            job.option(JobOptions.SPECIALIZE, String.valueOf(specialized));
            job.source("numbers", Sources.numbers(0, RECORDS))
                    .keyBy(n -> key(n))
                    .aggregate(Aggregates.summingLong(n -> n))
                    .sinkTo("out", out);
        });
        Map<String, Long> wanted = new TreeMap<>();
        for (long n = 0; n < RECORDS; n++) wanted.merge(key(n), n, Long::sum);
        Map<String, Long> found = new TreeMap<>();
        out.values()
                .forEach(each -> assertThat(found.put(each.key(), each.value())).isNull());
        assertThat(found).isEqualTo(wanted);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anyAggregateOfMoreKeysThanMemoryEqualsAPlainLoop(boolean specialized) {
        CollectSink<Keyed<Long, String>> out = Sinks.collect();
        Penstock.local().withWorkers(2).withSlots(2).withTimeout(LIMIT).run(job -> {
            tight(job);
            job.option(JobOptions.SPECIALIZE, String.valueOf(specialized));
            job.source("numbers", Sources.numbers(0, RECORDS))
                    .keyBy(n -> n * 7919 % KEYS)
                    .aggregate(new Totals())
                    .sinkTo("out", out);
        });
        assertThat(MERGED.sumThenReset()).isGreaterThan(KEYS / 2);
        Map<Long, Total> wanted = new TreeMap<>();
        for (long n = 0; n < RECORDS; n++)
            wanted.merge(
                    n * 7919 % KEYS, new Total(n, 1), (a, b) -> new Total(a.sum() + b.sum(), a.count() + b.count()));
        Map<Long, String> found = new TreeMap<>();
        out.values().forEach(each -> found.put(each.key(), each.value()));
        assertThat(out.values()).hasSize(KEYS);
        wanted.forEach((key, total) -> assertThat(found.get(key)).isEqualTo(total.sum() + "/" + total.count()));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void reductionsOfMoreKeysThanMemoryGoOnDownstreamInPortions(boolean specialized) {
        Map<Long, LongAdder> found = new ConcurrentHashMap<>();
        Penstock.local().withWorkers(2).withSlots(2).withTimeout(LIMIT).run(job -> {
            tight(job);
            job.option(JobOptions.SPECIALIZE, String.valueOf(specialized));
            job.source("numbers", Sources.numbers(0, RECORDS))
                    .keyBy(n -> n % KEYS)
                    .reduce((a, b) -> Math.max(a, b))
                    .rebalance()
                    .map(n -> n)
                    .sinkTo(
                            "out",
                            Sinks.forEach(n -> found.computeIfAbsent(n, none -> new LongAdder())
                                    .increment()));
        });
        assertThat(found).hasSize(KEYS);
        assertThat(found).allSatisfy((n, times) -> {
            assertThat(n).isBetween((long) RECORDS - KEYS, RECORDS - 1L);
            assertThat(times.sum()).isOne();
        });
    }
}
