// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.api.function.BroadcastProcessFunction;
import io.penstock.api.function.CoMapFunction;
import io.penstock.api.function.CoProcessFunction;
import io.penstock.api.function.Collector;
import io.penstock.api.function.KeyedContext;
import io.penstock.api.function.KeyedProcessFunction;
import io.penstock.api.state.MapStateDescriptor;
import io.penstock.api.state.ValueState;
import io.penstock.api.state.ValueStateDescriptor;
import io.penstock.api.window.WindowAssigner;
import io.penstock.core.flow.operator.OperatorException;
import io.penstock.core.program.TestSources;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * Operators with two inputs: connected streams, broadcast state and joins. Odd seeds snapshot and restore every few
 * records.
 */
class TwoInputTest {
    @EachSeed
    void coMapKeepsTheInputsApart(int seed) {
        OperatorBench bench = OperatorBench.seeded(
                seed,
                job -> TestSources.words(job)
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

    @EachSeed
    void keyedCoProcessSharesStateBetweenItsInputs(int seed) {
        OperatorBench bench = OperatorBench.seeded(
                seed,
                job -> TestSources.letters(job, "l")
                        .connect(TestSources.letters(job, "r"))
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
                job -> TestSources.words(job)
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

    @EachSeed
    void broadcastStateIsReadBesideAKeyedStream(int seed) {
        MapStateDescriptor<String, String> rules = new MapStateDescriptor<>("rules", String.class, String.class);
        OperatorBench bench = OperatorBench.seeded(
                seed,
                job -> TestSources.letters(job, "l")
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

    @EachSeed
    void intervalJoinPairsWithinItsBounds(int seed) {
        OperatorBench bench = OperatorBench.seeded(
                seed,
                job -> TestSources.letters(job, "l")
                        .intervalJoin(TestSources.letters(job, "r"))
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

    @EachSeed
    void windowJoinPairsByKeyAndWindow(int seed) {
        OperatorBench bench = OperatorBench.seeded(
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
}
