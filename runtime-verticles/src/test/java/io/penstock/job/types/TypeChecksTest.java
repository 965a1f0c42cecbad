// SPDX-License-Identifier: Apache-2.0
package io.penstock.job.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.api.DataStream;
import io.penstock.api.JobProgram;
import io.penstock.api.Serializer;
import io.penstock.api.function.Aggregates;
import io.penstock.api.function.Collector;
import io.penstock.api.function.FlatMapFunction;
import io.penstock.api.function.MapFunction;
import io.penstock.api.function.ProcessFunction;
import io.penstock.api.sink.Sinks;
import io.penstock.api.source.Sources;
import io.penstock.api.window.WindowAssigner;
import io.penstock.core.graph.JobGraphBuilder;
import io.penstock.core.program.Plan;
import io.penstock.core.program.ProgramEvaluator;
import io.penstock.core.program.ProgramException;
import java.awt.Color;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What is said at submission of records that could not be sent. */
class TypeChecksTest {
    record Line(String article, Color price) {}

    record Order(String customer, List<Line> lines) {}

    record Plain(String customer, Map<String, List<Integer>> counts, Optional<Plain> next) {}

    record Box<T>(T content) {}

    record Painted(Map<Color, String> names, Box<? extends Color>[] boxes) {}

    sealed interface Shape permits Circle, Square {}

    record Circle(double radius) implements Shape {}

    record Square(Thread owner) implements Shape {}

    static class Task {
        transient Thread thread = new Thread();
        static Thread shared = new Thread();
        Supplier<String> later = () -> "x";
    }

    static class Trouble extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    @SuppressWarnings("ClassCanBeStatic") // that it is not is the point
    class Inner {
        int n;
    }

    record Anything(Object any) {}

    static Order order(long n) {
        return new Order("c" + n, List.of());
    }

    static List<Order> orders(long n) {
        return List.of(order(n));
    }

    static byte[] bytes(Long n) {
        return new byte[] {n.byteValue()};
    }

    private static final String PLATFORM = "it is a class of the Java platform that is more than a plain value";

    @Test
    void aFieldOfAnElementOfARecordIsNamedByItsPath() {
        assertThat(refusal(job -> numbers(job)
                        .map(n -> order(n))
                        .name("parse")
                        .rebalance()
                        .sinkTo("out", Sinks.discard())))
                .isEqualTo(
                        "operator 'parse': Order.lines[].price: java.awt.Color can't be sent between tasks: " + PLATFORM
                                + "; use a plain value instead, or give the job a serializer for it:"
                                + " job.serializer(Color.class, ...)");
    }

    @Test
    void theTypeOfARecordIsFoundHoweverTheFunctionIsWritten() {
        String order = "Order.lines[].price: java.awt.Color";
        assertThat(sent(s -> s.map(n -> order(n)))).contains(order);
        assertThat(sent(s -> s.map(TypeChecksTest::order))).contains(order);
        assertThat(sent(s -> s.map(n -> new Order("", List.of())))).contains(order);
        assertThat(sent(s -> s.map(new MapFunction<Long, Order>() {
                    @Override
                    public Order map(Long n) {
                        return order(n);
                    }
                })))
                .contains(order);
        assertThat(sent(s -> s.flatMap(TypeChecksTest::orders))).contains(order);
        assertThat(sent(s -> s.flatMap(new FlatMapFunction<Long, Order>() {
                    @Override
                    public void flatMap(Long n, Collector<Order> out) {
                        out.collect(order(n));
                    }
                })))
                .contains(order);
        assertThat(sent(s -> s.process(new ProcessFunction<Long, Order>() {
                    @Override
                    public void process(Long n, Context context, Collector<Order> out) {
                        out.collect(order(n));
                    }
                })))
                .contains(order);
        assertThat(sent(s -> s.flatMap((Long n, Collector<Order> out) -> out.collect(order(n)))
                        .returns(Order.class)))
                .contains(order);
        assertThat(sent(s -> s.map(n -> order(n)).filter(o -> true).union(s.map(n -> order(n)))))
                .contains(order);
    }

    @Test
    void sourcesAreJudgedToo() {
        assertThat(refusal(job -> job.source("gen", Sources.generator(10, n -> order(n)))
                        .rebalance()
                        .sinkTo("out", Sinks.discard())))
                .startsWith("operator 'gen': Order.lines[].price: java.awt.Color can't be sent");
    }

    @Test
    void whatALambdaHidesTheNextFunctionTells() {
        assertThat(refusal(job -> numbers(job)
                        .flatMap((Long n, Collector<Order> out) -> out.collect(order(n)))
                        .keyBy(o -> o.customer())
                        .reduce((a, b) -> a)
                        .sinkTo("out", Sinks.discard())))
                .startsWith("operator 'flatMap': Order.lines[].price: java.awt.Color can't be sent");
    }

    @Test
    void keysAndAggregatesArePartOfTheRecord() {
        assertThat(refusal(job -> numbers(job)
                        .keyBy(n -> new Color(n.intValue()))
                        .aggregate(Aggregates.counting())
                        .sinkTo("out", Sinks.discard())))
                .startsWith("operator 'aggregate': Color: java.awt.Color can't be sent");
        assertThat(refusal(job -> numbers(job)
                        .keyBy(n -> n % 7)
                        .window(WindowAssigner.tumbling(Duration.ofSeconds(1)))
                        .reduce((a, b) -> a)
                        .map(r -> new Box<>(r))
                        .rebalance()
                        .sinkTo("out", Sinks.discard())))
                .isEmpty();
        assertThat(refusal(job -> numbers(job)
                        .keyBy(TypeChecksTest::bytes)
                        .reduce((a, b) -> a)
                        .sinkTo("out", Sinks.discard())))
                .isEqualTo("operator 'reduce': its key is of type byte[], but equal arrays are not equal objects;"
                        + " use a record, a list or a string of the elements as key");
    }

    @Test
    void eachKindOfTroubleHasItsPathAndReason() {
        assertThat(sent(s -> s.map(n -> new Painted(Map.of(), null))))
                .contains("Painted.names{key}: java.awt.Color can't be sent between tasks");
        assertThat(sent(s -> s.map(n -> new Square(null)))).contains("Square.owner: java.lang.Thread can't");
        assertThat(sent(s -> s.map(n -> (Shape) new Circle(n))))
                .contains("Shape(Square).owner: java.lang.Thread can't");
        assertThat(sent(s -> s.map(n -> new Task())))
                .contains("Task.later: java.util.function.Supplier can't be sent between tasks: functions are not sent;"
                        + " send what they compute");
        assertThat(sent(s -> s.map(n -> new Trouble())))
                .contains("Trouble: " + Trouble.class.getName() + " can't be sent between tasks: it extends"
                        + " java.lang.RuntimeException, and exceptions are not sent; send their text");
        assertThat(sent(s -> s.map(n -> new Inner())))
                .contains("Inner: " + Inner.class.getName() + " can't be sent between tasks: it is an inner class and"
                        + " holds its outer object; make it static");
        assertThat(sent(s -> s.map(n -> new Color[0]))).contains("records[]: java.awt.Color can't");
    }

    @Test
    void whatCanBeSentIsNotRefused() {
        assertThat(sent(s -> s.map(n -> new Plain("", Map.of(), Optional.empty()))))
                .isEmpty();
        assertThat(sent(s -> s.map(n -> new Anything(n)))).isEmpty();
        assertThat(sent(s -> s.map(n -> List.of(n)))).isEmpty();
        assertThat(sent(s -> s.map(n -> new int[2]))).isEmpty();
    }

    @Test
    void whatStaysInItsTaskMayBeAnything() {
        assertThat(refusal(job -> numbers(job)
                        .map(n -> order(n))
                        .map(o -> o.customer())
                        .rebalance()
                        .sinkTo("out", Sinks.discard())))
                .isEmpty();
    }

    @Test
    void aSerializerOfTheJobsOwnMakesATypeSendable() {
        assertThat(refusal(job -> {
                    job.serializer(Color.class, new Colors());
                    numbers(job).map(n -> order(n)).rebalance().sinkTo("out", Sinks.discard());
                }))
                .isEmpty();
    }

    @Test
    void whatIsNotKnownIsSaidAndNotGuessed() {
        MapFunction<Long, Order> variable = n -> order(n);
        MapFunction<Long, Long> other = n -> n;
        JobProgram program = job -> {
            DataStream<Long> numbers = numbers(job);
            numbers.map(variable).name("from a variable").rebalance().sinkTo("a", Sinks.discard());
            numbers.map(job.args().isEmpty() ? other : n -> n + 1)
                    .name("by a condition")
                    .rebalance()
                    .sinkTo("b", Sinks.discard());
            numbers.map(TypeChecksTest.<Long, Long>wrapped(n -> n))
                    .name("by a method")
                    .rebalance()
                    .sinkTo("c", Sinks.discard());
            numbers.map(n -> n).name("known").rebalance().sinkTo("d", Sinks.discard());
        };
        assertThat(unknown(program)).containsExactly("from a variable", "by a condition", "by a method");
    }

    @Test
    void aSerializerThatWouldNeverBeUsedIsRefused() {
        assertThatThrownBy(() -> unknown(job -> job.serializer(Shape.class, new Serializer<>() {
                    @Override
                    public void write(Shape value, DataOutput out) {}

                    @Override
                    public Shape read(DataInput in) {
                        return new Circle(1);
                    }
                })))
                .isInstanceOf(ProgramException.class)
                .hasMessageContaining("a serializer for " + Shape.class.getName() + " would never be used");
    }

    static final class Colors implements Serializer<Color> {
        @Override
        public void write(Color color, DataOutput out) throws IOException {
            out.writeInt(color.getRGB());
        }

        @Override
        public Color read(DataInput in) throws IOException {
            return new Color(in.readInt(), true);
        }
    }

    private static <A, B> MapFunction<A, A> wrapped(MapFunction<A, B> function) {
        return a -> {
            function.map(a);
            return a;
        };
    }

    private static DataStream<Long> numbers(io.penstock.api.JobBuilder job) {
        return job.source("numbers", Sources.numbers(0, 10));
    }

    private interface Step {
        DataStream<?> of(DataStream<Long> numbers);
    }

    private static String sent(Step step) {
        return refusal(job -> step.of(numbers(job)).rebalance().sinkTo("out", Sinks.discard()));
    }

    /** The refusal's sentence, or nothing. */
    private static String refusal(JobProgram program) {
        try {
            unknown(program);
            return "";
        } catch (ProgramException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static List<String> unknown(JobProgram program) {
        TypeChecks checks = new TypeChecks();
        Plan plan = ProgramEvaluator.evaluate(program, List.of(), checks.listener());
        return checks.check(plan, JobGraphBuilder.build(plan, 2));
    }
}
