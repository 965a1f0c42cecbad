// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.api.DataStream;
import io.penstock.api.JobOptions;
import io.penstock.api.KeyedStream;
import io.penstock.api.WindowResult;
import io.penstock.api.WindowedStream;
import io.penstock.api.function.AggregateFunction;
import io.penstock.api.function.Aggregates;
import io.penstock.api.function.OutputTag;
import io.penstock.api.window.WindowAssigner;
import io.penstock.core.flow.channel.Marker;
import io.penstock.core.flow.operator.Combined;
import io.penstock.core.program.TestSources;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * A window operator fed through a task that combines gives, watermark by watermark, what one fed directly gives: with
 * records out of order and late, with idleness and rest, and with tasks replaced from snapshots every few records.
 */
class WindowCombineTest {
    private static final OutputTag<String> LATE = new OutputTag<>("late");
    private static final WindowAssigner TUMBLING = WindowAssigner.tumbling(Duration.ofMillis(40));
    private static final WindowAssigner SLIDING = WindowAssigner.sliding(Duration.ofMillis(60), Duration.ofMillis(40));

    /** What is done with a window, and how late it may be; negative: late records are dropped. */
    private record Shape(
            WindowAssigner assigner,
            int latenessMs,
            Function<WindowedStream<String, String>, DataStream<? extends WindowResult<String, ?>>> fold) {
        DataStream<?> of(KeyedStream<String, String> words) {
            WindowedStream<String, String> windows = words.window(assigner);
            if (latenessMs >= 0)
                windows = windows.allowedLateness(Duration.ofMillis(latenessMs)).lateOutput(LATE);
            return fold.apply(windows);
        }

        OutputTag<?>[] sides() {
            return latenessMs >= 0 ? new OutputTag<?>[] {LATE} : new OutputTag<?>[0];
        }
    }

    private static final List<Shape> SHAPES = List.of(
            new Shape(TUMBLING, -1, w -> w.aggregate(Aggregates.counting())),
            new Shape(TUMBLING, 0, w -> w.aggregate(Aggregates.counting())),
            new Shape(TUMBLING, 30, w -> w.aggregate(Aggregates.<String>maxLong(word -> number(word)))),
            new Shape(TUMBLING, -1, w -> w.aggregate(new Numbers())),
            new Shape(TUMBLING, 30, w -> w.aggregate(new Numbers())),
            new Shape(TUMBLING, -1, w -> w.reduce((x, y) -> x + y)),
            new Shape(TUMBLING, 10, w -> w.reduce((x, y) -> x + y)),
            new Shape(SLIDING, -1, w -> w.aggregate(Aggregates.<String>summingLong(word -> number(word)))),
            new Shape(SLIDING, 30, w -> w.aggregate(Aggregates.<String>minLong(word -> number(word)))));

    @EachSeed
    void windowsHoldWhatTheyHoldWithoutCombining(int seed) {
        for (int i = 0; i < SHAPES.size(); i++) new Comparison(SHAPES.get(i), 100 * i + seed).run();
    }

    @Test
    void mostRecordsOfAFewKeysAreCombined() {
        Comparison comparison = new Comparison(SHAPES.get(0), 0);
        for (int i = 0; i < 400; i++) comparison.record("a" + i, 1_000 + i / 20);
        comparison.watermark(2_000);
        assertThat(comparison.partials).isEqualTo(1);
        assertThat(comparison.passed).isZero();
    }

    @Test
    void accumulatorsOfWindowsThatOverlapAreNotShared() {
        Comparison comparison = new Comparison(new Shape(SLIDING, -1, w -> w.aggregate(new Numbers())), 0);
        for (int i = 0; i < 10; i++) comparison.record("a" + i, 1_000 + 10 * i);
        comparison.watermark(2_000);
        assertThat(comparison.passed).isEqualTo(10);
    }

    @Test
    void recordsOfEverNewKeysAreSoonLeftAlone() {
        Comparison comparison = new Comparison(SHAPES.get(3), 0, "auto");
        for (int i = 0; i < 10_000; i++) comparison.record((char) (0x100 + i) + "1", 1_000);
        comparison.watermark(2_000);
        assertThat(comparison.partials).isPositive().isLessThan(5_000);
        assertThat(comparison.partials + comparison.passed).isEqualTo(10_000);
    }

    @Test
    void recordsOfKeysThatComeAgainStayCombined() {
        Comparison comparison = new Comparison(SHAPES.get(0), 0, "auto");
        for (int i = 0; i < 60_000; i++) comparison.record((char) (0x100 + i % 1_000) + "1", 1_000 + i / 1_000);
        comparison.watermark(2_000);
        assertThat(comparison.partials).isEqualTo(2 * 1_000);
        assertThat(comparison.passed).isZero();
    }

    @Test
    void afterIdlenessRecordsGoAsTheyAre() {
        Comparison comparison = new Comparison(SHAPES.get(0), 0);
        comparison.record("a1", 1_000);
        comparison.mark(Marker.Activity.IDLE);
        assertThat(comparison.partials).isEqualTo(1);
        comparison.mark(Marker.Activity.ACTIVE);
        comparison.record("a2", 1_001);
        comparison.pump();
        assertThat(comparison.passed).isEqualTo(1);
    }

    @Test
    void aFunctionThatCannotMergeIsNotAsked() {
        Shape shape = new Shape(
                TUMBLING,
                -1,
                w -> w.aggregate(new Numbers() {
                    @Override
                    public long[] merge(long[] left, long[] right) {
                        throw new UnsupportedOperationException("nobody merges");
                    }
                }));
        Comparison comparison = new Comparison(shape, 0);
        for (int i = 0; i < 10; i++) comparison.record("a" + i, 1_000);
        comparison.watermark(2_000);
        assertThat(comparison.passed).isEqualTo(10);
    }

    private static final class Comparison {
        final Shape shape;
        final Random random;
        final OperatorBench producer;
        final OperatorBench combined;
        final OperatorBench direct;
        int partials;
        int passed;
        private long nowMs = 10_000;

        Comparison(Shape shape, int seed) {
            this(shape, seed, "always");
        }

        Comparison(Shape shape, int seed, String combine) {
            this.shape = shape;
            this.random = new Random(seed);
            this.producer = OperatorBench.seeded(
                    seed,
                    job -> shape.of(TestSources.words(job.option(JobOptions.COMBINE, combine))
                            .map(word -> word)
                            .keyBy(word -> word.substring(0, 1))));
            this.combined =
                    OperatorBench.seeded(seed, job -> shape.of(TestSources.letters(job, "words")), shape.sides());
            this.direct = OperatorBench.of(seed, job -> shape.of(TestSources.letters(job, "words")), shape.sides());
        }

        void run() {
            long time = -200;
            long watermark = Long.MIN_VALUE;
            for (int i = 0; i < 300; i++) {
                time += random.nextInt(4);
                record((char) ('a' + random.nextInt(3)) + String.valueOf(i), time - random.nextInt(70));
                if (random.nextInt(6) == 0) watermark(watermark = Math.max(watermark, time - random.nextInt(60)));
                if (random.nextInt(10) == 0) producer.time(nowMs += 10);
            }
            watermark(Long.MAX_VALUE - 1);
            boolean replaced = producer.hasBeenReplaced() && shape.latenessMs >= 0;
            assertThat(partials > 0 || replaced).as("%s combines", shape).isTrue();
        }

        void record(String word, long timeMs) {
            producer.left(word, timeMs);
            direct.left(word, timeMs);
        }

        void watermark(long watermarkMs) {
            producer.watermark(watermarkMs);
            direct.watermark(watermarkMs);
            pump();
            assertThat(combined.records()).as("%s", shape).containsExactlyInAnyOrderElementsOf(direct.records());
            if (shape.latenessMs >= 0) assertThat(combined.records("late")).isEqualTo(direct.records("late"));
        }

        void mark(Marker marker) {
            producer.mark(0, marker);
            direct.mark(0, marker);
            pump();
        }

        void pump() {
            for (Object sent : producer.sent()) {
                if (sent instanceof OperatorBench.Out record) {
                    if (record.value() instanceof Combined) partials++;
                    else passed++;
                    combined.left(record.value(), record.timestampMs());
                } else if (sent instanceof Marker.Activity activity) {
                    combined.mark(0, activity);
                } else if (sent instanceof String watermark) {
                    combined.watermark(Long.parseLong(watermark.substring("wm ".length())));
                }
            }
        }
    }

    private static long number(String word) {
        return Long.parseLong(word.substring(1));
    }

    /** How many there are, and their sum, in an accumulator that changes. */
    private static class Numbers implements AggregateFunction<String, long[], String> {
        @Override
        public long[] createAccumulator() {
            return new long[2];
        }

        @Override
        public long[] add(long[] accumulator, String word) {
            accumulator[0]++;
            accumulator[1] += number(word);
            return accumulator;
        }

        @Override
        public String result(long[] accumulator) {
            return accumulator[0] + "/" + accumulator[1];
        }

        @Override
        public long[] merge(long[] left, long[] right) {
            left[0] += right[0];
            left[1] += right[1];
            return left;
        }
    }
}
