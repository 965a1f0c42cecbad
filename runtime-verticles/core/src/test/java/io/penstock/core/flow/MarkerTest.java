// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.api.time.WatermarkGenerator;
import io.penstock.api.time.WatermarkStrategy;
import io.penstock.core.flow.channel.Marker;
import io.penstock.core.program.TestSources;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * What goes between the records: watermarks, idleness and barriers. Odd seeds snapshot and restore every few records.
 */
class MarkerTest {
    @EachSeed
    void watermarksFollowTheRecords(int seed) {
        OperatorBench bench = OperatorBench.of(
                seed,
                job -> TestSources.words(job)
                        .assignTimestampsAndWatermarks(WatermarkStrategy.<String>forBoundedOutOfOrderness(
                                Duration.ofMillis(3), w -> Long.parseLong(w))));
        bench.left("10", Long.MIN_VALUE).flush();
        bench.left("9", Long.MIN_VALUE).flush();
        bench.left("20", Long.MIN_VALUE).flush();
        assertThat(bench.signals()).containsExactly("wm 6", "wm 16");
        bench.watermark(1_000);
        assertThat(bench.signals()).isEmpty();
        bench.left("21", 5);
        assertThat(bench.records()).containsExactly("21@21");
        bench.end();
        assertThat(bench.signals()).containsExactly("wm " + Long.MAX_VALUE, "INSTANCE");
    }

    @Test
    void aGeneratorMayPunctuateAndIsAskedByTheClock() {
        OperatorBench bench = OperatorBench.of(
                1,
                job -> TestSources.words(job)
                        .assignTimestampsAndWatermarks(
                                WatermarkStrategy.forGenerator(() -> new WatermarkGenerator<String>() {
                                    private long asked;

                                    @Override
                                    public long onEvent(String value, long timestampMs) {
                                        return value.equals("mark") ? timestampMs : Long.MIN_VALUE;
                                    }

                                    @Override
                                    public long onPeriodicEmit() {
                                        return asked++ < 2 ? Long.MIN_VALUE : 1_000 + asked;
                                    }
                                })));
        bench.left("a", 5).flush();
        bench.left("mark", 7).flush();
        assertThat(bench.signals()).containsExactly("wm 7");
        bench.time(10_200);
        assertThat(bench.signals()).containsExactly("wm 1003");
        bench.time(10_399);
        assertThat(bench.signals()).isEmpty();
        bench.time(10_400);
        assertThat(bench.signals()).containsExactly("wm 1004");
    }

    @Test
    void aSilentStreamBecomesIdleAndActiveAgain() {
        OperatorBench bench = OperatorBench.of(
                1,
                job -> TestSources.words(job)
                        .assignTimestampsAndWatermarks(
                                WatermarkStrategy.<String>noWatermarks().withIdleness(Duration.ofMillis(100))));
        bench.left("a", 1).flush();
        bench.time(10_099);
        assertThat(bench.signals()).isEmpty();
        bench.time(10_100);
        assertThat(bench.signals()).containsExactly("IDLE");
        bench.time(10_900);
        assertThat(bench.signals()).isEmpty();
        bench.left("b", 2).flush();
        assertThat(bench.signals()).containsExactly("ACTIVE");
        bench.time(11_000);
        assertThat(bench.signals()).containsExactly("IDLE");
    }

    @Test
    void anIdleLaneDoesNotHoldBackTheOthers() {
        OperatorBench bench = OperatorBench.of(
                2,
                job -> TestSources.words(job)
                        .union(job.source("more", TestSources.<String>bounded()).rebalance())
                        .map(w -> w));
        bench.watermark(0, 10);
        assertThat(bench.signals()).isEmpty();
        bench.mark(1, Marker.Activity.IDLE);
        assertThat(bench.signals()).containsExactly("wm 10");
        bench.watermark(0, 20).mark(1, Marker.Activity.ACTIVE).watermark(0, 30);
        assertThat(bench.signals()).containsExactly("wm 20");
        bench.watermark(1, 25);
        assertThat(bench.signals()).containsExactly("wm 25");
        bench.mark(0, Marker.Activity.IDLE);
        bench.mark(1, Marker.Activity.IDLE);
        assertThat(bench.signals()).containsExactly("IDLE");
        bench.mark(1, Marker.EndOfInput.INSTANCE);
        bench.mark(0, Marker.EndOfInput.INSTANCE);
        assertThat(bench.signals()).containsExactly("wm " + Long.MAX_VALUE, "INSTANCE");
    }

    @Test
    void aBarrierWaitsForAllLanesAndHoldsBackTheFast() {
        OperatorBench bench = OperatorBench.of(
                2,
                job -> TestSources.words(job)
                        .union(job.source("more", TestSources.<String>bounded()).rebalance())
                        .map(w -> w));
        bench.lane(0, "before", 1).flush();
        bench.mark(0, new Marker.Barrier(1));
        bench.lane(0, "after", 2).flush();
        bench.lane(1, "before too", 3).flush();
        assertThat(bench.records()).containsExactly("before@1", "before too@3");
        bench.mark(1, new Marker.Barrier(1));
        assertThat(bench.records()).containsExactly("after@2");
        bench.mark(0, new Marker.Barrier(2)).lane(0, "held", 4).flush();
        bench.mark(1, Marker.EndOfInput.INSTANCE);
        assertThat(bench.records()).containsExactly("held@4");
    }
}
