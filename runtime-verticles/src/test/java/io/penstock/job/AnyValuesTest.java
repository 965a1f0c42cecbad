// SPDX-License-Identifier: Apache-2.0
package io.penstock.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.api.Serializer;
import io.penstock.core.program.UserSerializer;
import io.penstock.exchange.wire.RecordCodec;
import io.penstock.exchange.wire.RecordCodecs;
import io.penstock.exchange.wire.WireBuffer;
import io.penstock.exchange.wire.WireFormatException;
import java.awt.Color;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.LongFunction;
import java.util.function.UnaryOperator;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values of every kind that a job's own classes make, written with the classes of one worker and read on another. */
class AnyValuesTest {
    private static final String HERE = AnyValues.class.getName();
    private static final String THERE = HERE.replace("AnyValues", "JobValues");

    @TempDir
    private Path dir;

    /** A jar with the values' classes under a name that no other loader knows, and so changed. */
    private JobClassLoader loader(UnaryOperator<String> change) throws IOException {
        Path jar = Files.createTempFile(dir, "job", ".jar");
        Path classes = Path.of(AnyValuesTest.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .getPath())
                .resolve(HERE.substring(0, HERE.lastIndexOf('.')).replace('.', '/'));
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                DirectoryStream<Path> files = Files.newDirectoryStream(classes, "AnyValues{,$*}.class")) {
            for (Path file : files) {
                String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
                        .replace("AnyValues", "JobValues");
                String name = file.getFileName().toString().replace("AnyValues", "JobValues");
                out.putNextEntry(
                        new ZipEntry(THERE.substring(0, THERE.lastIndexOf('.')).replace('.', '/') + "/" + name));
                out.write(change.apply(text).getBytes(StandardCharsets.ISO_8859_1));
            }
        }
        return new JobClassLoader("job", jar);
    }

    private final class Worker {
        final JobClassLoader loader = loader(text -> text);
        final LongFunction<Object> values;
        final Method ofKind;
        final RecordCodec codec = new RecordCodecs(loader).newCodec();

        @SuppressWarnings("unchecked")
        Worker() throws ReflectiveOperationException, IOException {
            Class<?> type = loader.loadClass(THERE);
            values = (LongFunction<Object>) type.getConstructor().newInstance();
            ofKind = type.getMethod("ofKind", int.class, long.class);
        }
    }

    @Test
    void everyKindOfValueSurvivesTheWire() throws Exception {
        Worker from = new Worker();
        Worker to = new Worker();
        for (int kind = 0; kind < AnyValues.KINDS; kind++) {
            for (long seed = 0; seed < 20; seed++) {
                Object[] sent = {
                    from.ofKind.invoke(from.values, kind, seed), from.ofKind.invoke(from.values, kind, -seed)
                };
                Object[] wanted = {to.ofKind.invoke(to.values, kind, seed), to.ofKind.invoke(to.values, kind, -seed)};
                assertThat(travel(from.codec, to.codec, sent))
                        .as("kind %s seed %s", kind, seed)
                        .isEqualTo(Arrays.asList(wanted));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void anyBatchOfAnyValuesSurvivesTheWire(long seed) throws Exception {
        Worker from = new Worker();
        Worker to = new Worker();
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            List<Object> sent = new ArrayList<>();
            List<Object> wanted = new ArrayList<>();
            for (int i = random.nextInt(8); i >= 0; i--) {
                long one = random.nextLong();
                boolean absent = random.nextInt(20) == 0;
                sent.add(absent ? null : from.values.apply(one));
                wanted.add(absent ? null : to.values.apply(one));
            }
            assertThat(travel(from.codec, to.codec, sent.toArray()))
                    .as("seed %s round %s", seed, round)
                    .isEqualTo(wanted);
        }
    }

    @Test
    void aValueSharedWithinARecordArrivesAsTwoEqualOnes() throws Exception {
        RecordCodec codec = new RecordCodecs(getClass().getClassLoader()).newCodec();
        List<String> shared = new ArrayList<>(List.of("a"));
        List<?> back = (List<?>) travel(codec, codec, new Object[] {new ArrayList<>(List.of(shared, shared))})
                .get(0);
        assertThat(back).isEqualTo(List.of(shared, shared));
        assertThat(back.get(0)).isNotSameAs(back.get(1));
    }

    @Test
    void recordsOfOtherCodeAreRefusedAndNotMistaken() throws Exception {
        JobClassLoader old = loader(text -> text);
        JobClassLoader next = loader(text -> text.replace("height", "weight"));
        var made = old.loadClass(THERE + "$Version").getConstructor(String.class, long.class);
        RecordCodec from = new RecordCodecs(old).newCodec();
        RecordCodec to = new RecordCodecs(next).newCodec();
        for (Object[] batch : List.of(
                new Object[] {made.newInstance("a", 2), made.newInstance("b", 4)},
                new Object[] {made.newInstance("a", 2), "and another class"})) {
            assertThatThrownBy(() -> travel(from, to, batch))
                    .isInstanceOf(WireFormatException.class)
                    .hasMessage("records of " + THERE + "$Version"
                            + " were written by other code: its fields, or those of classes it refers to, differ from"
                            + " the ones here");
            assertThat(travel(from, new RecordCodecs(old).newCodec(), batch)).isEqualTo(Arrays.asList(batch));
        }
    }

    @Test
    void recordsOfPrimitivesOfOtherCodeAreRefusedToo() throws Exception {
        JobClassLoader old = loader(text -> text);
        JobClassLoader next = loader(text -> text.replace("height", "weight"));
        Object row = old.loadClass(THERE + "$Row")
                .getConstructor(long.class, long.class)
                .newInstance(1, 2);
        RecordCodec from = new RecordCodecs(old).newCodec();
        RecordCodec to = new RecordCodecs(next).newCodec();
        assertThatThrownBy(() -> travel(from, to, new Object[] {row, row}))
                .isInstanceOf(WireFormatException.class)
                .hasMessage(
                        THERE + "$Row was written as long amount;long height;, but is long amount;long weight; here");
    }

    record Point(int x, int y) {}

    @Test
    void aSerializerOfTheJobsOwnGoesBeforeRows() {
        List<Integer> written = new ArrayList<>();
        Serializer<Point> serializer = new Serializer<>() {
            @Override
            public void write(Point point, DataOutput out) throws IOException {
                written.add(point.x());
                out.writeInt(point.x());
            }

            @Override
            public Point read(DataInput in) throws IOException {
                return new Point(in.readInt(), 0);
            }
        };
        List<UserSerializer> own = List.of(new UserSerializer(Point.class, serializer));
        RecordCodec codec = new RecordCodecs(getClass().getClassLoader(), own).newCodec();
        assertThat(travel(codec, codec, new Object[] {new Point(1, 2), new Point(3, 4)}))
                .containsExactly(new Point(1, 0), new Point(3, 0));
        assertThat(written).containsExactly(1, 3);
    }

    record Paint(String name, Color color, List<Color> others) {}

    @Test
    void aSerializerOfTheJobsOwnIsUsedWhereverItsClassIs() {
        List<UserSerializer> own = List.of(new UserSerializer(Color.class, new Colors()));
        RecordCodec from = new RecordCodecs(getClass().getClassLoader(), own).newCodec();
        RecordCodec to = new RecordCodecs(getClass().getClassLoader(), own).newCodec();
        Object[] batch = {new Paint("red", Color.RED, List.of(new Color(1, 2, 3))), new Paint("none", null, List.of())};
        assertThat(travel(from, to, batch)).isEqualTo(Arrays.asList(batch));
        Object[] bare = {Color.BLUE, Color.PINK};
        assertThat(travel(from, to, bare)).isEqualTo(Arrays.asList(bare));
    }

    @Test
    void aSerializerThatReadsOtherThanItWroteIsFoundOut() {
        Serializer<Color> greedy = new Colors() {
            @Override
            public Color read(DataInput in) throws IOException {
                in.readInt();
                return new Color(in.readInt());
            }
        };
        Serializer<Color> lazy = new Colors() {
            @Override
            public Color read(DataInput in) {
                return Color.RED;
            }
        };
        assertThatThrownBy(() -> roundTrip(greedy)).hasMessageContaining("java.awt.Color could not read");
        assertThatThrownBy(() -> roundTrip(lazy)).hasMessageContaining("java.awt.Color left 4 of its 4 bytes unread");
    }

    @Test
    void withoutOneTheRecordIsNamedByItsPath() {
        RecordCodec codec = new RecordCodecs(getClass().getClassLoader()).newCodec();
        assertThatThrownBy(() -> travel(codec, codec, new Object[] {new Paint("red", Color.RED, List.of())}))
                .isInstanceOf(WireFormatException.class)
                .hasMessage(
                        "Paint.color: java.awt.Color can't be sent between tasks: it is a class of the Java platform"
                                + " that is more than a plain value");
    }

    private static class Colors implements Serializer<Color> {
        @Override
        public void write(Color color, DataOutput out) throws IOException {
            out.writeInt(color.getRGB());
        }

        @Override
        public Color read(DataInput in) throws IOException {
            return new Color(in.readInt(), true);
        }
    }

    private static void roundTrip(Serializer<Color> serializer) {
        List<UserSerializer> own = List.of(new UserSerializer(Color.class, serializer));
        RecordCodec codec = new RecordCodecs(AnyValuesTest.class.getClassLoader(), own).newCodec();
        travel(codec, codec, new Object[] {Color.RED});
    }

    private static List<Object> travel(RecordCodec from, RecordCodec to, Object[] values) {
        WireBuffer out = new WireBuffer(16);
        from.write(out, values, values.length);
        Object[] back = new Object[values.length];
        WireBuffer in = new WireBuffer(0).wrap(out.array(), 0, out.position());
        to.read(in, back, back.length);
        assertThat(in.remaining()).isZero();
        return Arrays.asList(back);
    }
}
