// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.penstock.api.Keyed;
import io.penstock.api.WindowResult;
import io.penstock.core.flow.operator.Partial;
import io.penstock.core.flow.operator.PartialState;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RecordCodecTest {
    private static final RecordCodecs HERE = new RecordCodecs(RecordCodecTest.class.getClassLoader());
    private static final RecordCodecs THERE = new RecordCodecs(RecordCodecTest.class.getClassLoader());

    record Pair(String text, long number) {}

    record Box<T>(T content, int copies) {}

    record Deep(Map<String, List<Pair>> index, Optional<Pair> best, Color color, long[] raw, Pair[] pairs) {}

    record Empty() {}

    enum Color {
        RED,
        GREEN {
            @Override
            boolean calm() {
                return true;
            }
        };

        boolean calm() {
            return false;
        }
    }

    static class Pojo {
        private String name = "";
        private Integer age;
        protected List<Object> any = new ArrayList<>();

        Pojo() {}

        Pojo(String name, Integer age, Object... any) {
            this.name = name;
            this.age = age;
            this.any.addAll(Arrays.asList(any));
        }

        @Override
        public boolean equals(Object o) {
            return o instanceof Pojo p && name.equals(p.name) && Objects.equals(age, p.age) && any.equals(p.any);
        }

        @Override
        public int hashCode() {
            return Objects.hash(name, age, any);
        }
    }

    static final class NoDefaultConstructor {
        private final long value;

        private NoDefaultConstructor(long value) {
            this.value = value;
        }

        @Override
        public boolean equals(Object o) {
            return o instanceof NoDefaultConstructor n && n.value == value;
        }

        @Override
        public int hashCode() {
            return Long.hashCode(value);
        }
    }

    static final class Node {
        Object next;
    }

    private record Row(long l, double d, int i, float f, short s, byte b, char c, boolean z) {}

    /** Refuses what was written before it became choosy. */
    record Choosy(int value) {
        static boolean choosy;

        Choosy {
            if (choosy) throw new IllegalArgumentException("not " + value);
        }
    }

    @Test
    void aRecordThatRefusesItsOwnComponentsIsAnErrorOfTheFormat() {
        byte[] unit = write(HERE.newCodec(), List.of(new Choosy(1), new Choosy(2)));
        Choosy.choosy = true;
        try {
            assertThatThrownBy(() -> read(THERE.newCodec(), unit, 2))
                    .isInstanceOf(WireFormatException.class)
                    .hasMessageContaining("not 1");
        } finally {
            Choosy.choosy = false;
        }
    }

    @Test
    void rowsOfAnotherLayoutAreRefusedByName() {
        WireBuffer buffer = new WireBuffer(64);
        buffer.putByte(10);
        buffer.putString(Choosy.class.getName());
        buffer.putString("long value;");
        buffer.putLong(1);
        byte[] unit = Arrays.copyOf(buffer.array(), buffer.position());
        assertThatThrownBy(() -> read(HERE.newCodec(), unit, 1))
                .isInstanceOf(WireFormatException.class)
                .hasMessageContaining("long value;")
                .hasMessageContaining("int value;");
    }

    static Stream<List<Object>> batches() {
        IntFunction<Pair> pair = i -> new Pair("w" + i, i * 31L);
        Map<String, List<Pair>> index = new LinkedHashMap<>();
        index.put("a", List.of(pair.apply(1), pair.apply(2)));
        index.put("b", new ArrayList<>());
        return Stream.of(
                List.of(),
                List.of(1L, -1L, Long.MAX_VALUE, Long.MIN_VALUE),
                List.of(1L, -5L, (long) Integer.MIN_VALUE, (long) Integer.MAX_VALUE),
                List.of(1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE),
                List.of(0.0, -0.0, Double.NaN, Double.MIN_VALUE, Double.NEGATIVE_INFINITY),
                List.of("", "word", "größe", "\u20ac 100", "\ud83d\ude00", "\ud83d lone", "x".repeat(70_000)),
                Arrays.asList(null, null),
                Arrays.asList(1L, null, 2L),
                Arrays.asList("a", 1, 2.0, 3L, null, 'c', true, (byte) 1, (short) 2, 3.0f),
                List.of(new Keyed<>("a", 1L), new Keyed<>("b", 1L << 40)),
                Arrays.asList(new Keyed<>("a", pair.apply(1)), new Keyed<>(null, null)),
                List.of(new Keyed<>(new Keyed<>(1L, "x"), new Keyed<>(2, 2.0))),
                List.of(nested(9)),
                List.of(new WindowResult<>("k", 0, 1000, 7L), new WindowResult<>("l", -5, 5, 8L)),
                List.of(new WindowResult<>(pair.apply(5), 0, 1000, List.of(1, 2))),
                List.of(
                        new Row(1, 2.5, 3, 4.5f, (short) -5, (byte) -6, 'c', true),
                        new Row(0, 0, 0, 0, (short) 0, (byte) 0, 'z', false)),
                Arrays.asList(new Row(9, 9, 9, 9, (short) 9, (byte) 9, '9', true), null),
                List.of(new Keyed<>("a", new Row(1, -0.0, 1, 1, (short) 1, (byte) 1, '1', true))),
                List.of(new Partial("w", 3), new Partial("v", -1L << 50)),
                List.of(new PartialState("w", pair.apply(4)), new PartialState("v", pair.apply(5))),
                List.of(new PartialState(8L, 1L), new PartialState(9L, -1L << 50)),
                Arrays.asList(new Partial(7L, 3), "a raw record behind a partial result"),
                List.of(pair.apply(1), pair.apply(2), pair.apply(3)),
                Arrays.asList(pair.apply(1), new Pair(null, 0), null),
                List.of(new Box<>(pair.apply(1), 2), new Box<>(List.of(new Box<>("in", 1)), 3), new Box<>(null, 0)),
                List.of(new Deep(index, Optional.of(pair.apply(9)), Color.GREEN, new long[] {1, 2}, new Pair[] {
                    pair.apply(4), null
                })),
                List.of(Color.RED, Color.GREEN),
                List.of(new Pojo("Ann", 30), new Pojo("Bob", null, 1L, "x", pair.apply(3), List.of(1))),
                List.of(new NoDefaultConstructor(5)),
                List.of(new Empty(), new Empty()),
                List.of(new ArrayList<>(List.of(1, 2)), List.of(1, 2), Arrays.asList(1, 2)),
                List.of(Set.of(1), Map.of("a", 1), new TreeMap<>(Map.of("z", 1, "y", 2)), new HashMap<>()),
                List.of(
                        Instant.ofEpochMilli(5),
                        Duration.ofSeconds(3),
                        new BigDecimal("1.50"),
                        java.util.UUID.randomUUID()),
                List.of(new ArrayList<>(java.util.Collections.nCopies(20_000, new Empty()))));
    }

    private static Object nested(int depth) {
        return depth == 0 ? 1L : new Keyed<>("d" + depth, nested(depth - 1));
    }

    @ParameterizedTest
    @MethodSource("batches")
    void everyKindOfRecordComesBackEqual(List<Object> batch) {
        assertThat(roundTrip(HERE.newCodec(), THERE.newCodec(), batch))
                .usingRecursiveComparison()
                .withEqualsForType(Double::equals, Double.class)
                .isEqualTo(batch);
    }

    @Test
    void unitsAreReadInAnyOrderByAnyCodecOfTheJob() {
        List<List<Object>> all = batches().toList();
        RecordCodec writer = HERE.newCodec();
        List<byte[]> units = all.stream().map(batch -> write(writer, batch)).toList();
        for (int i = all.size() - 1; i >= 0; i--) {
            RecordCodec reader = THERE.newCodec();
            assertThat(read(reader, units.get(i), all.get(i).size()))
                    .usingRecursiveComparison()
                    .withEqualsForType(Double::equals, Double.class)
                    .isEqualTo(all.get(i));
        }
    }

    @Test
    void severalUnitsFollowEachOtherInOneBuffer() {
        RecordCodec codec = new RecordCodecs(getClass().getClassLoader()).newCodec();
        WireBuffer buffer = new WireBuffer(16);
        List<List<Object>> all = batches().toList();
        all.forEach(batch -> codec.write(buffer, batch.toArray(), batch.size()));
        WireBuffer in = new WireBuffer(0).wrap(buffer.array(), 0, buffer.position());
        for (List<Object> batch : all) {
            Object[] values = new Object[batch.size()];
            codec.read(in, values, values.length);
            assertThat(Arrays.asList(values))
                    .usingRecursiveComparison()
                    .withEqualsForType(Double::equals, Double.class)
                    .isEqualTo(batch);
        }
        assertThat(in.remaining()).isZero();
    }

    @Test
    void codecsOfOneJobWorkOnManyThreadsAtOnce() throws Exception {
        RecordCodecs job = new RecordCodecs(getClass().getClassLoader());
        int threads = 4;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        CountDownLatch start = new CountDownLatch(threads);
        try {
            List<Future<?>> done = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                int seed = t;
                done.add(pool.submit(() -> {
                    start.countDown();
                    start.await();
                    RecordCodec codec = job.newCodec();
                    Random random = new Random(seed);
                    for (int i = 0; i < 3_000; i++) {
                        List<Object> batch = List.of(new Pair("t" + random.nextInt(), i), new Pair("u", seed));
                        assertThat(roundTrip(codec, codec, batch)).isEqualTo(batch);
                    }
                    return null;
                }));
            }
            for (Future<?> future : done) future.get();
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void aRecordThatRefersToItselfIsRefusedAndTheCodecLivesOn() {
        RecordCodecs job = new RecordCodecs(getClass().getClassLoader());
        Node node = new Node();
        node.next = node;
        assertThatThrownBy(() -> write(job.newCodec(), List.of(node)))
                .isInstanceOf(WireFormatException.class)
                .hasMessageContaining(Node.class.getName());
        assertThat(roundTrip(job.newCodec(), job.newCodec(), List.of(new Pair("x", 1))))
                .containsExactly(new Pair("x", 1));
    }

    @Test
    void whatIsNoValueIsRefused() {
        RecordCodec codec = new RecordCodecs(getClass().getClassLoader()).newCodec();
        for (Object bad : List.of(
                new Thread(),
                Runtime.getRuntime(),
                new ProcessBuilder("x"),
                getClass().getClassLoader())) {
            assertThat(catchThrowable(() -> write(codec, List.of(bad))))
                    .as(bad.toString())
                    .isInstanceOf(WireFormatException.class);
        }
    }

    @Test
    void theGateKnowsValuesFromMachinery() {
        assertThat(List.of(
                        "java.util.ArrayList",
                        "java.util.ImmutableCollections$ListN",
                        "com.shop.Order",
                        "[Lcom.shop.Order;",
                        "[[J"))
                .allMatch(ClassGate::mayBeRead);
        assertThat(List.of(
                        "java.lang.ProcessBuilder",
                        "java.lang.Runtime",
                        "[Ljava.lang.Thread;",
                        "javax.naming.InitialContext",
                        "java.util.ServiceLoader",
                        "java.util.logging.FileHandler",
                        "sun.misc.Unsafe",
                        "io.vertx.core.impl.VertxImpl",
                        "com.hazelcast.core.Hazelcast"))
                .noneMatch(ClassGate::mayBeRead);
    }

    @Test
    void damagedBytesAreAnErrorAndNothingWorse() {
        RecordCodec codec = new RecordCodecs(getClass().getClassLoader()).newCodec();
        Random random = new Random(42);
        for (List<Object> batch : batches().filter(b -> !b.isEmpty()).toList()) {
            byte[] good = write(codec, batch);
            if (good.length > 10_000) continue;
            for (int i = 0; i < 200; i++) {
                byte[] bad = good.clone();
                if (random.nextBoolean()) bad[random.nextInt(bad.length)] = (byte) random.nextInt();
                else bad = Arrays.copyOf(bad, random.nextInt(bad.length));
                byte[] bytes = bad;
                try {
                    read(codec, bytes, batch.size());
                } catch (WireFormatException expected) {
                    assertThat(expected.getMessage()).isNotBlank();
                }
            }
        }
    }

    private static List<Object> roundTrip(RecordCodec writer, RecordCodec reader, List<Object> batch) {
        return read(reader, write(writer, batch), batch.size());
    }

    private static byte[] write(RecordCodec codec, List<Object> batch) {
        WireBuffer buffer = new WireBuffer(16);
        codec.write(buffer, batch.toArray(), batch.size());
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    private static List<Object> read(RecordCodec codec, byte[] bytes, int count) {
        Object[] values = new Object[count];
        WireBuffer in = new WireBuffer(0).wrap(bytes, 0, bytes.length);
        codec.read(in, values, count);
        return Arrays.asList(values);
    }
}
