// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.api.DataStream;
import io.penstock.api.JobBuilder;
import io.penstock.api.JobProgram;
import io.penstock.api.Keyed;
import io.penstock.api.WindowResult;
import io.penstock.api.function.Aggregates;
import io.penstock.api.function.BroadcastProcessFunction;
import io.penstock.api.function.Collector;
import io.penstock.api.function.KeyedContext;
import io.penstock.api.function.KeyedProcessFunction;
import io.penstock.api.function.OutputTag;
import io.penstock.api.function.ProcessFunction;
import io.penstock.api.sink.Sinks;
import io.penstock.api.source.Sources;
import io.penstock.api.state.MapStateDescriptor;
import io.penstock.api.state.ValueState;
import io.penstock.api.state.ValueStateDescriptor;
import io.penstock.api.time.WatermarkStrategy;
import io.penstock.api.window.WindowAssigner;
import io.penstock.core.program.ProgramEvaluator;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

/** Programs as users write them, and what becomes of them. */
class ExampleProgramsTest {
    private record Order(String id, String customer, long amount, long timeMs) {}

    private record Payment(String order, long amount, long timeMs) {}

    private static JobGraph graph(JobProgram program) {
        return JobGraphBuilder.build(ProgramEvaluator.evaluate(program, List.of()), 2);
    }

    private static List<String> vertices(JobProgram program) {
        return graph(program).vertices().stream().map(JobVertex::name).toList();
    }

    private static DataStream<Order> orders(JobBuilder job) {
        return job.source("orders", Sources.generator(i -> new Order("o" + i, "c" + i % 10, i, i), 100))
                .assignTimestampsAndWatermarks(
                        WatermarkStrategy.forBoundedOutOfOrderness(Duration.ofSeconds(1), order -> order.timeMs()));
    }

    private static DataStream<Payment> payments(JobBuilder job) {
        return job.source("payments", Sources.generator(i -> new Payment("o" + i, i, i), 100))
                .assignTimestampsAndWatermarks(WatermarkStrategy.forMonotonousTimestamps(Payment::timeMs));
    }

    @Test
    void wordCount() {
        JobProgram program = job -> {
            DataStream<Keyed<String, Long>> counts = job.source(
                            "lines", Sources.collection(List.of("to be or not to be")))
                    .flatMap(line -> List.of(line.split(" ")))
                    .keyBy(word -> word)
                    .aggregate(Aggregates.counting());
            counts.filter(count -> count.value() > 1)
                    .map(count -> count.key() + " " + count.value())
                    .sinkTo("counts", Sinks.print(""));
        };
        assertThat(vertices(program)).containsExactly("lines -> flatMap", "aggregate -> filter -> map -> counts");
        assertThat(graph(program).batch()).isTrue();
    }

    @Test
    void revenueByMinuteWithLateOrdersAside() {
        var late = new OutputTag<Order>("late");
        JobProgram program = job -> {
            DataStream<WindowResult<String, Long>> revenue = orders(job)
                    .keyBy(Order::customer)
                    .window(WindowAssigner.tumbling(Duration.ofMinutes(1)))
                    .allowedLateness(Duration.ofSeconds(10))
                    .lateOutput(late)
                    .aggregate(Aggregates.summingLong(Order::amount))
                    .name("revenue")
                    .uid("revenue");
            revenue.sinkTo("revenue out", Sinks.discard());
            revenue.sideOutput(late).map(Order::id).sinkTo("late out", Sinks.discard());
        };
        assertThat(vertices(program))
                .containsExactly("orders -> watermarks", "revenue -> (revenue out, map -> late out)");
        assertThat(graph(program).vertices().get(1).operators())
                .extracting(OperatorNode::sideOutput)
                .containsExactly(null, null, "late", null);
    }

    @Test
    void unpaidOrdersByTimer() {
        JobProgram program = job -> orders(job)
                .keyBy(Order::id)
                .process(new Reminder())
                .name("reminder")
                .sinkTo("out", Sinks.discard());
        assertThat(vertices(program)).containsExactly("orders -> watermarks", "reminder -> out");
        assertThat(graph(program).vertices().get(1).operators().get(0).detail()).contains("Reminder");
    }

    private static final class Reminder extends KeyedProcessFunction<String, Order, String> {
        private static final ValueStateDescriptor<Order> OPEN = new ValueStateDescriptor<>("open", Order.class);
        private ValueState<Order> open;

        @Override
        public void open(KeyedContext context) {
            open = context.state().value(OPEN);
        }

        @Override
        public void process(Order order, KeyedProcessFunction.Context<String> context, Collector<String> out) {
            open.update(order);
            context.timers().registerEventTimeTimer(order.timeMs() + 3_600_000);
        }

        @Override
        public void onTimer(long timestamp, OnTimerContext<String> context, Collector<String> out) {
            out.collect(context.currentKey());
            open.clear();
        }
    }

    @Test
    void twoKindsOfJoin() {
        JobProgram program = job -> {
            DataStream<Order> orders = orders(job);
            DataStream<Payment> payments = payments(job);
            orders.join(payments)
                    .on(Order::id, Payment::order)
                    .window(WindowAssigner.sliding(Duration.ofMinutes(2), Duration.ofMinutes(1)))
                    .apply((order, payment) -> order.amount() - payment.amount())
                    .sinkTo("windowed", Sinks.discard());
            orders.keyBy(Order::id)
                    .intervalJoin(payments.keyBy(Payment::order))
                    .between(Duration.ofMinutes(-1), Duration.ofMinutes(1))
                    .process((order, payment) -> order.id())
                    .sinkTo("interval", Sinks.discard());
        };
        assertThat(vertices(program))
                .containsExactly(
                        "orders -> watermarks",
                        "payments -> watermarks",
                        "join -> windowed",
                        "intervalJoin -> interval");
        assertThat(graph(program).edges()).extracting(JobEdge::input).containsExactly(0, 1, 0, 1);
    }

    @Test
    void unreadableLinesGoAside() {
        var unreadable = new OutputTag<String>("unreadable");
        JobProgram program = job -> {
            DataStream<Long> numbers = job.source("lines", Sources.collection(List.of("1", "x")))
                    .process(new ProcessFunction<String, Long>() {
                        @Override
                        public void process(String line, ProcessFunction.Context context, Collector<Long> out) {
                            if (line.matches("\\d+")) out.collect(Long.valueOf(line));
                            else context.output(unreadable, line);
                        }
                    })
                    .name("parse");
            numbers.sinkTo("numbers", Sinks.discard());
            numbers.sideOutput(unreadable).rebalance().sinkTo("unreadable", Sinks.discard());
        };
        assertThat(vertices(program)).containsExactly("lines -> parse -> numbers", "unreadable");
        assertThat(graph(program).edges()).extracting(JobEdge::sideOutput).containsExactly("unreadable");
    }

    @Test
    void rulesForAll() {
        var limits = new MapStateDescriptor<>("limits", String.class, Long.class);
        JobProgram program = job -> orders(job)
                .keyBy(Order::customer)
                .connectBroadcast(job.source("rules", Sources.collection(List.of(10L))), limits)
                .process(new BroadcastProcessFunction<String, Order, Long, Order>() {
                    @Override
                    public void process(Order order, ReadContext<String> context, Collector<Order> out) {
                        Long limit = context.broadcastState(limits).get("limit");
                        if (limit == null || order.amount() < limit) out.collect(order);
                    }

                    @Override
                    public void processBroadcast(Long rule, WriteContext context, Collector<Order> out) {
                        context.broadcastState(limits).put("limit", rule);
                    }
                })
                .sinkTo("out", Sinks.discard());
        assertThat(graph(program).edges())
                .extracting(JobEdge::pattern)
                .containsExactly(ExchangePattern.HASH, ExchangePattern.BROADCAST);
    }

    /** Functions are never serialized, so they may hold on to anything. */
    @Test
    void aLambdaMayCaptureWhatCanNotBeSerialized() {
        var lock = new ReentrantLock();
        var thread = Thread.currentThread();
        JobProgram program = job -> job.source("n", Sources.numbers(0, 10))
                .map(n -> thread.getName() + lock.getHoldCount() + n)
                .sinkTo("out", Sinks.discard());
        assertThat(GraphDiff.firstDifference(graph(program), graph(program))).isEmpty();
    }
}
