// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.api.DataStream;
import io.penstock.api.JobBuilder;
import io.penstock.api.function.AggregateFunction;
import io.penstock.api.function.Aggregates;
import io.penstock.api.function.Collector;
import io.penstock.api.function.KeyedContext;
import io.penstock.api.function.KeyedProcessFunction;
import io.penstock.api.state.ListState;
import io.penstock.api.state.ListStateDescriptor;
import io.penstock.api.state.MapState;
import io.penstock.api.state.MapStateDescriptor;
import io.penstock.api.state.ReducingState;
import io.penstock.api.state.ReducingStateDescriptor;
import io.penstock.api.state.ValueState;
import io.penstock.api.state.ValueStateDescriptor;
import io.penstock.api.window.Trigger;
import io.penstock.api.window.WindowAssigner;
import io.penstock.core.flow.channel.Marker;
import io.penstock.core.program.TestSources;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A snapshot that is taken in portions, between records that change, add and remove what it is of, holds what the state
 * was at the barrier: the same as one that is taken while nothing else happens.
 */
class CooperativeSnapshotTest {
    private static final int SEEDS = 60;
    private static final int RECORDS = 300;

    /** Every way to keep state. */
    private enum Kind {
        COUNTS(job -> strings(job, "l").keyBy(w -> w.substring(0, 2)).aggregate(Aggregates.counting())),
        COUNTS_BY_LONG(
                job -> strings(job, "l").keyBy(CooperativeSnapshotTest::number).aggregate(Aggregates.counting())),
        COUNTS_BY_ANY(
                job -> strings(job, "l").keyBy(CooperativeSnapshotTest::any).aggregate(Aggregates.counting())),
        SUMS_IN_PLACE(
                job -> strings(job, "l").keyBy(CooperativeSnapshotTest::number).aggregate(new Sum())),
        SUMS_IN_PLACE_BY_ANY(
                job -> strings(job, "l").keyBy(CooperativeSnapshotTest::any).aggregate(new Sum())),
        REDUCED(job -> strings(job, "l").keyBy(w -> w.substring(0, 2)).reduce((a, b) -> a.length() > 60 ? b : a + b)),
        TUMBLING(job -> windows(job, WindowAssigner.tumbling(ms(40)))),
        TUMBLING_COUNTS(job -> strings(job, "l")
                .keyBy(CooperativeSnapshotTest::number)
                .window(WindowAssigner.tumbling(ms(40)))
                .allowedLateness(ms(30))
                .aggregate(Aggregates.counting())),
        SLIDING_IN_PLACE(job -> strings(job, "l")
                .keyBy(CooperativeSnapshotTest::any)
                .window(WindowAssigner.sliding(ms(60), ms(20)))
                .allowedLateness(ms(20))
                .aggregate(new Sum())),
        EVERY_FEW(job -> strings(job, "l")
                .keyBy(w -> w.substring(0, 2))
                .window(WindowAssigner.global())
                .trigger(Trigger.everyCount(3))
                .process((key, window, elements, out) -> elements.forEach(out::collect))),
        SESSIONS(job -> windows(job, WindowAssigner.session(ms(12)))),
        WINDOW_JOIN(job -> strings(job, "l")
                .join(strings(job, "r"))
                .on(w -> w.substring(0, 1), w -> w.substring(0, 1))
                .window(WindowAssigner.tumbling(ms(40)))
                .apply((l, r) -> l + r)),
        INTERVAL_JOIN(job -> strings(job, "l")
                .keyBy(w -> w.substring(0, 2))
                .intervalJoin(strings(job, "r").keyBy(w -> w.substring(0, 2)))
                .between(ms(-9), ms(9))
                .process((l, r) -> l + r)),
        FUNCTION(job -> strings(job, "l").keyBy(w -> w.substring(0, 2)).process(new Everything<>())),
        FUNCTION_BY_ANY(
                job -> strings(job, "l").keyBy(CooperativeSnapshotTest::any).process(new Everything<>()));

        @SuppressWarnings("ImmutableEnumChecker") // lambdas that capture nothing
        final Function<JobBuilder, DataStream<?>> job;

        Kind(Function<JobBuilder, DataStream<?>> job) {
            this.job = job;
        }

        boolean hasTwoInputs() {
            return this == WINDOW_JOIN || this == INTERVAL_JOIN;
        }
    }

    private static DataStream<?> windows(JobBuilder job, WindowAssigner assigner) {
        return strings(job, "l")
                .keyBy(w -> w.substring(0, 2))
                .window(assigner)
                .allowedLateness(ms(15))
                .process((key, window, elements, out) -> elements.forEach(out::collect));
    }

    private static DataStream<String> strings(JobBuilder job, String name) {
        return job.source(name, TestSources.<String>bounded());
    }

    private static Duration ms(long ms) {
        return Duration.ofMillis(ms);
    }

    /** One of some keys is 0. */
    private static Long number(String word) {
        return (word.charAt(0) - 'a') * 26L + word.charAt(1) - 'a';
    }

    /** Numbers at first, until a word comes that has none. */
    private static Object any(String word) {
        return word.charAt(0) == 'z' ? word.substring(0, 2) : number(word);
    }

    private static final class Sum implements AggregateFunction<String, long[], Long> {
        @Override
        public long[] createAccumulator() {
            return new long[1];
        }

        @Override
        public long[] add(long[] accumulator, String value) {
            accumulator[0] += value.length();
            return accumulator;
        }

        @Override
        public long[] merge(long[] left, long[] right) {
            left[0] += right[0];
            return left;
        }

        @Override
        public Long result(long[] accumulator) {
            return accumulator[0];
        }
    }

    /** All sorts of state, a few timers for each key; a timer clears some of it. */
    private static final class Everything<K> extends KeyedProcessFunction<K, String, String> {
        private ListState<String> list;
        private MapState<Long, String> map;
        private ValueState<long[]> value;
        private ValueState<Long> expiring;
        private ReducingState<Long> sum;

        @Override
        public void open(KeyedContext context) {
            list = context.state().list(new ListStateDescriptor<>("list", String.class));
            map = context.state().map(new MapStateDescriptor<>("map", Long.class, String.class));
            value = context.state().value(new ValueStateDescriptor<>("value", long[].class));
            expiring = context.state().value(new ValueStateDescriptor<>("expiring", Long.class, ms(1_000)));
            sum = context.state().reducing(new ReducingStateDescriptor<>("sum", Long.class, Long::sum));
        }

        @Override
        public void process(String word, Context<K> context, Collector<String> out) throws Exception {
            long[] held = value.value();
            if (held == null) value.update(new long[] {1});
            else held[0]++; // in place, and nobody is told
            list.add(word);
            map.put((long) word.length(), word);
            sum.add(1L);
            expiring.update(context.timestamp());
            context.timers().registerEventTimeTimer(context.timestamp() + word.length());
            if (word.endsWith("q")) context.timers().deleteEventTimeTimer(context.timestamp() + 3);
            out.collect(word + list.get() + sum.get());
        }

        @Override
        public void onTimer(long timestamp, OnTimerContext<K> context, Collector<String> out) throws Exception {
            out.collect(context.currentKey() + "@" + timestamp);
            list.clear();
            map.remove(timestamp % 7);
            if (timestamp % 3 == 0) value.clear();
            if (timestamp % 5 == 0) {
                sum.clear();
                map.clear();
                expiring.clear();
                value.clear();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void holdsWhatWasAtTheBarrier(Kind kind) {
        long total = 0;
        long interleaved = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            Random pace = new Random(seed);
            int slowness = 1 + pace.nextInt(40);
            Run slow = new Run(kind, seed, () -> pace.nextInt(slowness) == 0 ? 1 + pace.nextInt(8) : 0);
            Run atOnce = new Run(kind, seed, () -> Integer.MAX_VALUE);
            assertThat(slow.snapshot.entries()).as("seed " + seed).isEqualTo(atOnce.snapshot.entries());
            assertThat(slow.records).as("seed " + seed).isEqualTo(atOnce.records);
            total += slow.snapshot.entries().size();
            interleaved += slow.recordsWhileSaving;
            assertThat(atOnce.recordsWhileSaving).isZero();
        }
        assertThat(total).as("entries saved").isGreaterThan(SEEDS * 3L);
        assertThat(interleaved).as("records beside a snapshot").isGreaterThan(SEEDS);
    }

    /** A task that gets the same input, whatever the pace of its snapshot. */
    private static final class Run {
        final FrozenSnapshot snapshot;
        final List<String> records;
        int recordsWhileSaving;
        private boolean released;

        Run(Kind kind, int seed, IntSupplier room) {
            Random random = new Random(31L * seed + kind.ordinal());
            snapshot = new FrozenSnapshot(() -> released ? Integer.MAX_VALUE : room.getAsInt());
            OperatorBench bench = OperatorBench.of(seed, kind.job).nanosPerLook(random.nextInt(3) * 40_000);
            int keys = 1 + random.nextInt(25);
            int barrierAt = random.nextInt(RECORDS);
            int strangersFrom = random.nextInt(2 * RECORDS);
            for (int i = 0; i < RECORDS; i++) {
                if (i == barrierAt) bench.snapshot(snapshot);
                String first =
                        i > strangersFrom && random.nextInt(20) == 0 ? "z" : "" + (char) ('a' + random.nextInt(3));
                String word = first + (char) ('a' + random.nextInt(keys)) + "q".repeat(random.nextInt(4)) + i;
                long timestampMs = (long) i + random.nextInt(10);
                if (kind.hasTwoInputs() && random.nextBoolean()) bench.right(word, timestampMs);
                else bench.left(word, timestampMs);
                if (random.nextInt(25) == 0) bench.watermark((long) i - random.nextInt(15));
                if (random.nextInt(6) == 0) bench.wake();
                if (i >= barrierAt && !snapshot.isComplete()) recordsWhileSaving++;
            }
            if (random.nextBoolean()) bench.end();
            released = true;
            bench.wake();
            assertThat(snapshot.isComplete()).isTrue();
            bench.end();
            records = bench.records().stream().sorted().toList(); // a window's keys come in any order
        }
    }

    @Test
    void aNewBarrierGivesUpTheSnapshotThatIsOnItsWay() {
        FrozenSnapshot first = new FrozenSnapshot(() -> 0);
        FrozenSnapshot second = new FrozenSnapshot(() -> Integer.MAX_VALUE);
        OperatorBench bench = OperatorBench.of(1, Kind.COUNTS.job);
        bench.left("aa1", 1).left("ab1", 1).snapshot(first).left("aa2", 2).snapshot(second);
        assertThat(first.isComplete()).isFalse();
        assertThat(first.isAborted()).isTrue();
        assertThat(second.isComplete()).isTrue();
        assertThat(second.entries())
                .containsExactly("accumulators String:aa - Long:2", "accumulators String:ab - Long:1");
    }

    @Test
    void anAbortedCheckpointSavesNothingMore() {
        FrozenSnapshot snapshot = new FrozenSnapshot(() -> 0);
        OperatorBench bench = OperatorBench.of(1, Kind.COUNTS.job);
        bench.left("aa1", 1).left("ab1", 1).snapshot(snapshot);
        bench.task().abortCheckpoint(1);
        bench.wake().left("aa2", 2).end();
        assertThat(snapshot.isAborted()).isTrue();
        assertThat(snapshot.entries()).isEmpty();
        assertThat(bench.task().status()).isEqualTo(TaskStatus.FINISHED);
    }

    @Test
    void aTaskThatEndsOrIsClosedGivesItsSnapshotUp() {
        FrozenSnapshot snapshot = new FrozenSnapshot(() -> 0);
        OperatorBench bench = OperatorBench.of(1, Kind.COUNTS.job);
        bench.left("aa1", 1).snapshot(snapshot);
        bench.task().cancel();
        bench.task().step(0);
        bench.task().close();
        assertThat(snapshot.isAborted()).isTrue();
    }

    @Test
    void theBarrierGoesOnBeforeTheStateIsSavedAndTheEndWaitsForIt() {
        FrozenSnapshot snapshot = new FrozenSnapshot(() -> 0);
        OperatorBench bench = OperatorBench.of(1, Kind.COUNTS.job);
        bench.left("aa1", 1).snapshot(snapshot).end();
        assertThat(bench.sent()).last().isEqualTo(new Marker.Barrier(1));
        assertThat(bench.task().status()).isEqualTo(TaskStatus.RUNNING);
    }
}
