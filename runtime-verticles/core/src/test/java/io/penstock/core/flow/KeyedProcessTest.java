// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import io.penstock.core.flow.operator.OperatorException;
import io.penstock.core.program.TestSources;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** State and timers by key. Odd seeds snapshot and restore every few records. */
@SuppressWarnings("SameNameButDifferent") // each function has a Context of its own
class KeyedProcessTest {
    @EachSeed
    void keyedStateAndEventTimersGoByKey(int seed) {
        OperatorBench bench =
                OperatorBench.seeded(seed, job -> TestSources.letters(job, "w").process(new Sessions()));
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

    @EachSeed
    void processingTimersFireByTheClock(int seed) {
        OperatorBench bench = OperatorBench.seeded(
                seed,
                job -> TestSources.letters(job, "w").process(new KeyedProcessFunction<String, String, String>() {
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
                job -> TestSources.letters(job, "w").process(new KeyedProcessFunction<String, String, String>() {
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
                job -> TestSources.letters(job, "w").process(new KeyedProcessFunction<String, String, String>() {
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

    @EachSeed
    void mapAndReducingStateGoByKey(int seed) {
        OperatorBench bench = OperatorBench.seeded(
                seed,
                job -> TestSources.letters(job, "w").process(new KeyedProcessFunction<String, String, String>() {
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

    @EachSeed
    void stateWithATimeToLiveExpires(int seed) {
        OperatorBench bench = OperatorBench.seeded(
                seed,
                job -> TestSources.letters(job, "w").process(new KeyedProcessFunction<String, String, String>() {
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
}
