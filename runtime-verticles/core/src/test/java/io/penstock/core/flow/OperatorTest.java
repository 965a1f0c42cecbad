// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.api.DataStream;
import io.penstock.api.JobBuilder;
import io.penstock.api.KeyedStream;
import io.penstock.api.function.Aggregates;
import io.penstock.api.function.BroadcastProcessFunction;
import io.penstock.api.function.CoMapFunction;
import io.penstock.api.function.CoProcessFunction;
import io.penstock.api.function.Collector;
import io.penstock.api.function.KeyedContext;
import io.penstock.api.function.KeyedProcessFunction;
import io.penstock.api.function.OutputTag;
import io.penstock.api.function.ProcessFunction;
import io.penstock.api.function.RuntimeContext;
import io.penstock.api.state.ListState;
import io.penstock.api.state.ListStateDescriptor;
import io.penstock.api.state.MapState;
import io.penstock.api.state.MapStateDescriptor;
import io.penstock.api.state.ReducingState;
import io.penstock.api.state.ReducingStateDescriptor;
import io.penstock.api.state.ValueState;
import io.penstock.api.state.ValueStateDescriptor;
import io.penstock.api.time.WatermarkGenerator;
import io.penstock.api.time.WatermarkStrategy;
import io.penstock.api.window.WindowAssigner;
import io.penstock.core.flow.channel.Marker;
import io.penstock.core.flow.operator.OperatorException;
import io.penstock.core.program.TestSources;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operator but windows, by itself. Odd seeds snapshot and restore every few records. */
@SuppressWarnings("SameNameButDifferent") // each function has a Context of its own
class OperatorTest {
    static IntStream seeds() {
        return IntStream.range(0, 20);
    }

    private static OperatorBench bench(
            int seed, Function<JobBuilder, DataStream<?>> definition, OutputTag<?>... sides) {
        return seed % 2 == 0
                ? OperatorBench.of(seed, definition, sides)
                : OperatorBench.restoring(seed, definition, sides);
    }

    private static DataStream<String> words(JobBuilder job) {
        return job.source("words", TestSources.<String>bounded()).rebalance();
    }

    /** Keyed by the first letter. */
    private static KeyedStream<String, String> letters(JobBuilder job, String source) {
        return job.source(source, TestSources.<String>bounded()).keyBy(w -> w.substring(0, 1));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aProcessFunctionHasLifeCycleSidesAndTime(int seed) {
        OutputTag<Integer> lengths = new OutputTag<>("lengths");
        List<String> calls = new ArrayList<>();
        OperatorBench bench = OperatorBench.of(
                seed,
                job -> words(job).process(new ProcessFunction<String, String>() {
                    @Override
                    public void open(RuntimeContext context) {
                        calls.add("open " + context.subtaskIndex() + "/" + context.parallelism());
                    }

                    @Override
                    public void process(String value, Context context, Collector<String> out) {
                        context.output(lengths, value.length());
                        context.output(new OutputTag<>("unread"), value);
                        out.collect(value + context.timestamp() + "/" + context.currentWatermark());
                    }

                    @Override
                    public void finish(Collector<String> out) {
                        out.collect("last");
                    }

                    @Override
                    public void close() {
                        calls.add("close");
                    }
                }),
                lengths);
        bench.left("a", 1).watermark(5).left("bb", 7).end();
        bench.task().close();
        assertThat(bench.records()).containsExactly("a1/" + Long.MIN_VALUE + "@1", "bb7/5@7", "last@-");
        assertThat(bench.records("lengths")).containsExactly("1@1", "2@7");
        assertThat(bench.signals()).isEmpty();
        assertThat(calls).containsExactly("open 0/1", "close");
        assertThat(bench.task().status()).isEqualTo(TaskStatus.FINISHED);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void reduceRunsInStreamsAndWaitsForTheEndInBatch(int seed) {
        OperatorBench running = bench(
                seed,
                job -> job.source("w", TestSources.<String>unbounded())
                        .keyBy(w -> w.substring(0, 1))
                        .reduce((x, y) -> x + y));
        running.left("a1", 1).left("b1", 2).left("a2", 3).flush();
        assertThat(running.records()).containsExactly("a1@1", "b1@2", "a1a2@3");
        OperatorBench atEnd = bench(seed, job -> letters(job, "w").reduce((x, y) -> x + y));
        atEnd.left("a1", 1).left("b1", 2).left("a2", 3).flush();
        assertThat(atEnd.records()).isEmpty();
        atEnd.end();
        assertThat(atEnd.records()).containsExactlyInAnyOrder("a1a2@-", "b1@-");
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void keyedStateAndEventTimersGoByKey(int seed) {
        OperatorBench bench = bench(seed, job -> letters(job, "w").process(new Sessions()));
        bench.left("a1", 10).left("b1", 15).left("a2", 18).watermark(27);
        assertThat(bench.records()).containsExactly("b:[b1]@25");
        bench.watermark(28);
        assertThat(bench.records()).containsExactly("a:[a1, a2]@28");
        bench.left("a3", 100).end();
        assertThat(bench.records()).containsExactly("a:[a3]@110");
    }

    /** Emits a key's words after 10 ms of silence. */
    private static final class Sessions extends KeyedProcessFunction<String, String, String> {
        private ListState<String> words;
        private ValueState<Long> timer;

        @Override
        public void open(KeyedContext context) {
            words = context.state().list(new ListStateDescriptor<>("words", String.class));
            timer = context.state().value(new ValueStateDescriptor<>("timer", Long.class));
        }

        @Override
        public void process(String value, Context<String> context, Collector<String> out) {
            words.add(value);
            Long old = timer.value();
            if (old != null) context.timers().deleteEventTimeTimer(old);
            long next = context.timestamp() + 10;
            timer.update(next);
            context.timers().registerEventTimeTimer(next);
            context.timers().registerEventTimeTimer(next);
        }

        @Override
        public void onTimer(long timestamp, OnTimerContext<String> context, Collector<String> out) {
            assertThat(timer.value()).isEqualTo(timestamp);
            out.collect(context.currentKey() + ":" + words.get());
            words.clear();
            timer.clear();
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void processingTimersFireByTheClock(int seed) {
        OperatorBench bench = bench(
                seed,
                job -> letters(job, "w").process(new KeyedProcessFunction<String, String, String>() {
                    @Override
                    public void process(String value, Context<String> context, Collector<String> out) {
                        context.timers()
                                .registerProcessingTimeTimer(context.currentProcessingTime() + value.length() * 10L);
                    }

                    @Override
                    public void onTimer(long timestamp, OnTimerContext<String> context, Collector<String> out) {
                        out.collect(context.currentKey() + context.timeDomain() + timestamp);
                    }
                }));
        bench.left("aaa", 1).left("b", 1).flush();
        bench.time(10_009);
        assertThat(bench.records()).isEmpty();
        bench.time(10_010);
        assertThat(bench.records()).containsExactly("bPROCESSING_TIME10010@10010");
        bench.time(10_500);
        assertThat(bench.records()).containsExactly("aPROCESSING_TIME10030@10030");
    }

    @Test
    void aTimerForATimeAlreadyPastFiresAtOnce() {
        OperatorBench bench = OperatorBench.of(
                1,
                job -> letters(job, "w").process(new KeyedProcessFunction<String, String, String>() {
                    @Override
                    public void process(String value, Context<String> context, Collector<String> out) {
                        context.timers().registerEventTimeTimer(5);
                        out.collect(value);
                    }

                    @Override
                    public void onTimer(long timestamp, OnTimerContext<String> context, Collector<String> out) {
                        out.collect("timer");
                    }
                }));
        bench.watermark(10).left("a", 20).flush();
        assertThat(bench.records()).containsExactly("a@20", "timer@5");
    }

    @Test
    void timersThatNeverEndAreAnErrorAtTheEnd() {
        OperatorBench bench = OperatorBench.of(
                1,
                job -> letters(job, "w").process(new KeyedProcessFunction<String, String, String>() {
                    @Override
                    public void process(String value, Context<String> context, Collector<String> out) {
                        context.timers().registerEventTimeTimer(5);
                    }

                    @Override
                    public void onTimer(long timestamp, OnTimerContext<String> context, Collector<String> out) {
                        context.timers().registerEventTimeTimer(timestamp + 5);
                    }
                }));
        bench.left("a", 20).flush();
        assertThatThrownBy(bench::end).isInstanceOf(OperatorException.class).hasMessageContaining("without end");
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void mapAndReducingStateGoByKey(int seed) {
        OperatorBench bench = bench(
                seed,
                job -> letters(job, "w").process(new KeyedProcessFunction<String, String, String>() {
                    private MapState<String, Integer> counts;
                    private ReducingState<String> all;

                    @Override
                    public void open(KeyedContext context) {
                        counts = context.state().map(new MapStateDescriptor<>("counts", String.class, Integer.class));
                        all = context.state()
                                .reducing(new ReducingStateDescriptor<>("all", String.class, (x, y) -> x + y));
                    }

                    @Override
                    public void process(String value, Context<String> context, Collector<String> out) throws Exception {
                        if (value.endsWith("!")) {
                            List<String> seen = new ArrayList<>();
                            for (Map.Entry<String, Integer> e : counts.entries()) seen.add(e.getKey() + e.getValue());
                            out.collect(seen + " " + all.get());
                            counts.clear();
                            all.clear();
                        } else {
                            Integer old = counts.get(value);
                            counts.put(value, old == null ? 1 : old + 1);
                            all.add(value);
                        }
                    }
                }));
        bench.left("az", 1)
                .left("ay", 1)
                .left("bz", 1)
                .left("az", 1)
                .left("a!", 1)
                .left("b!", 1)
                .left("a!", 1)
                .flush();
        assertThat(bench.records()).containsExactly("[az2, ay1] azayaz@1", "[bz1] bz@1", "[] null@1");
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void stateWithATimeToLiveExpires(int seed) {
        OperatorBench bench = bench(
                seed,
                job -> letters(job, "w").process(new KeyedProcessFunction<String, String, String>() {
                    private ValueState<String> last;
                    private ListState<String> list;

                    @Override
                    public void open(KeyedContext context) {
                        last = context.state()
                                .value(new ValueStateDescriptor<>("last", String.class, Duration.ofMillis(100)));
                        list = context.state()
                                .list(new ListStateDescriptor<>("list", String.class, Duration.ofMillis(200)));
                    }

                    @Override
                    public void process(String value, Context<String> context, Collector<String> out) {
                        out.collect(last.value() + " " + list.get());
                        last.update(value);
                        list.add(value);
                    }
                }));
        bench.left("a1", 1)
                .time(10_099)
                .left("a2", 1)
                .time(10_199)
                .left("a3", 1)
                .time(10_250)
                .left("a4", 1)
                .flush();
        assertThat(bench.records()).containsExactly("null []@1", "a1 [a1]@1", "null [a1, a2]@1", "a3 [a2, a3]@1");
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void coMapKeepsTheInputsApart(int seed) {
        OperatorBench bench = bench(
                seed,
                job -> words(job)
                        .connect(job.source("numbers", TestSources.<Long>bounded())
                                .rebalance())
                        .map(new CoMapFunction<String, Long, String>() {
                            @Override
                            public String map1(String value) {
                                return "word " + value;
                            }

                            @Override
                            public String map2(Long value) {
                                return "number " + value;
                            }
                        }));
        bench.left("a", 1).right(7L, 2).flush();
        assertThat(bench.records()).containsExactly("word a@1", "number 7@2");
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void keyedCoProcessSharesStateBetweenItsInputs(int seed) {
        OperatorBench bench = bench(
                seed,
                job -> letters(job, "l")
                        .connect(letters(job, "r"))
                        .process(new CoProcessFunction<String, String, String, String>() {
                            private ValueState<String> left;

                            @Override
                            public void open(KeyedContext context) {
                                left = context.state().value(new ValueStateDescriptor<>("left", String.class));
                            }

                            @Override
                            public void process1(
                                    String value, KeyedProcessFunction.Context<String> context, Collector<String> out) {
                                left.update(value);
                                context.timers().registerEventTimeTimer(context.timestamp() + 5);
                            }

                            @Override
                            public void process2(
                                    String value, KeyedProcessFunction.Context<String> context, Collector<String> out) {
                                out.collect(left.value() + "+" + value);
                            }

                            @Override
                            public void onTimer(
                                    long timestamp,
                                    KeyedProcessFunction.OnTimerContext<String> context,
                                    Collector<String> out) {
                                left.clear();
                            }
                        }));
        bench.left("a1", 1)
                .right("a2", 2)
                .right("b2", 2)
                .watermark(6)
                .right("a3", 7)
                .flush();
        assertThat(bench.records()).containsExactly("a1+a2@2", "null+b2@2", "null+a3@7");
    }

    @Test
    void coProcessWithoutKeysRefusesStateAndTimers() {
        CoProcessFunction<Void, String, String, String> function = new CoProcessFunction<>() {
            @Override
            public void process1(String value, KeyedProcessFunction.Context<Void> context, Collector<String> out) {
                context.timers().registerEventTimeTimer(1);
            }

            @Override
            public void process2(String value, KeyedProcessFunction.Context<Void> context, Collector<String> out) {
                out.collect(value);
            }
        };
        OperatorBench bench = OperatorBench.of(
                0,
                job -> words(job)
                        .connect(job.source("r", TestSources.<String>bounded()).rebalance())
                        .process(function)
                        .name("pair"));
        bench.right("x", 0);
        assertThat(bench.records()).containsExactly("x@0");
        assertThatThrownBy(() -> bench.left("y", 0).flush())
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("'pair'")
                .hasMessageContaining("not keyed");
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void broadcastStateIsReadBesideAKeyedStream(int seed) {
        MapStateDescriptor<String, String> rules = new MapStateDescriptor<>("rules", String.class, String.class);
        OperatorBench bench = bench(
                seed,
                job -> letters(job, "l")
                        .connectBroadcast(job.source("rules", TestSources.<String>bounded()), rules)
                        .process(new BroadcastProcessFunction<String, String, String, String>() {
                            private ValueState<Integer> seen;

                            @Override
                            public void open(KeyedContext context) {
                                seen = context.state().value(new ValueStateDescriptor<>("seen", Integer.class));
                            }

                            @Override
                            public void process(String value, ReadContext<String> context, Collector<String> out) {
                                Integer old = seen.value();
                                seen.update(old == null ? 1 : old + 1);
                                out.collect(
                                        value + context.broadcastState(rules).get(context.currentKey()) + seen.value());
                                assertThatThrownBy(() ->
                                                context.broadcastState(rules).put("x", "y"))
                                        .hasMessageContaining("read-only");
                            }

                            @Override
                            public void processBroadcast(String value, WriteContext context, Collector<String> out) {
                                context.broadcastState(rules).put(value.substring(0, 1), value);
                            }
                        }));
        bench.left("a1", 1)
                .right("a=x", 1)
                .left("a2", 1)
                .left("b1", 1)
                .right("a=y", 1)
                .left("a3", 1)
                .flush();
        assertThat(bench.records()).containsExactly("a1null1@1", "a2a=x2@1", "b1null1@1", "a3a=y3@1");
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void intervalJoinPairsWithinItsBounds(int seed) {
        OperatorBench bench = bench(
                seed,
                job -> letters(job, "l")
                        .intervalJoin(letters(job, "r"))
                        .between(Duration.ofMillis(-2), Duration.ofMillis(3))
                        .process((l, r) -> l + "+" + r));
        bench.left("a1", 10)
                .right("a7", 7)
                .right("a8", 8)
                .right("b9", 9)
                .right("a13", 13)
                .right("a14", 14);
        assertThat(bench.records()).containsExactly("a1+a8@10", "a1+a13@13");
        bench.watermark(11).left("a2", 12).left("late", 11).flush();
        assertThat(bench.records()).containsExactly("a2+a13@13", "a2+a14@14");
        bench.watermark(50).left("a3", 51).right("a53", 53).end();
        assertThat(bench.records()).containsExactly("a3+a53@53");
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void windowJoinPairsByKeyAndWindow(int seed) {
        OperatorBench bench = bench(
                seed,
                job -> job.source("l", TestSources.<String>bounded())
                        .join(job.source("r", TestSources.<String>bounded()))
                        .on(l -> l.substring(0, 1), r -> r.substring(0, 1))
                        .window(WindowAssigner.tumbling(Duration.ofMillis(10)))
                        .apply((l, r) -> l + "+" + r));
        bench.left("a1", 1)
                .right("a2", 2)
                .left("a3", 3)
                .right("b4", 4)
                .right("a5", 11)
                .watermark(9);
        assertThat(bench.records()).containsExactlyInAnyOrder("a1+a2@9", "a3+a2@9");
        bench.left("a6", 19).left("a0", 5).end();
        assertThat(bench.records()).containsExactly("a6+a5@19");
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void watermarksFollowTheRecords(int seed) {
        OperatorBench bench = OperatorBench.of(
                seed,
                job -> words(job)
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
                job -> words(job)
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
                job -> words(job)
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
                job -> words(job)
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
                job -> words(job)
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

    @Test
    void failuresNameTheOperatorNearestToThem() {
        OperatorBench bench = OperatorBench.of(
                2,
                job -> words(job)
                        .map(w -> w)
                        .name("first")
                        .flatMap((String w, Collector<String> out) -> out.collect(w))
                        .name("second")
                        .map(w -> w.substring(5))
                        .name("third"));
        assertThatThrownBy(() -> bench.left("abc", 1).flush())
                .isInstanceOfSatisfying(
                        OperatorException.class,
                        e -> assertThat(e.operatorName()).isEqualTo("third"))
                .hasCauseInstanceOf(StringIndexOutOfBoundsException.class);
        assertThat(bench.task().status()).isEqualTo(TaskStatus.FAILED);
    }

    @Test
    void aCancelledTaskEndsWithItsNextStep() {
        OperatorBench bench = OperatorBench.of(2, job -> words(job).map(w -> w));
        bench.left("a", 1).flush();
        bench.task().cancel();
        assertThat(bench.task().step(0)).isEqualTo(Progress.DONE);
        assertThat(bench.task().status()).isEqualTo(TaskStatus.CANCELED);
        bench.task().close();
    }

    @Test
    void countingIsExactForKeysOfAnyClass() {
        OperatorBench bench = OperatorBench.of(
                2,
                job -> job.source("n", TestSources.<Object>bounded())
                        .keyBy(n -> n)
                        .aggregate(Aggregates.counting())
                        .map(k -> k.key() + "=" + k.value()));
        bench.left(0L, 1)
                .left(5L, 1)
                .left(0L, 1)
                .left("x", 1)
                .left(5L, 1)
                .left("x", 1)
                .end();
        assertThat(bench.records()).containsExactlyInAnyOrder("0=2@-", "5=2@-", "x=2@-");
    }
}
