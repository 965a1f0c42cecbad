// SPDX-License-Identifier: Apache-2.0
package io.penstock.job;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Currency;
import java.util.Date;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongFunction;

/** Makes any value that a job may send, the same for the same seed. Loaded anew by each class loader of a test. */
@SuppressWarnings({"JavaUtilDate", "JdkObsolete"}) // users have such values
public final class AnyValues implements LongFunction<Object> {
    private static final int DEPTH_MAX = 4;

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

    /** For a test that gives it another field. */
    public record Version(String amount, long height) {}

    /** The same, of primitives alone. */
    public record Row(long amount, long height) {}

    enum Wide {
        A,
        B,
        C
    }

    record All(
            boolean z,
            byte b,
            char c,
            short s,
            int i,
            long l,
            float f,
            double d,
            Boolean oz,
            Byte ob,
            Character oc,
            Short os,
            Integer oi,
            Long ol,
            Float of,
            Double od,
            String text) {}

    record Pair<A, B>(A first, B second) {}

    record Nested(Pair<String, List<Pair<Long, Color>>> pair, Map<String, Set<Integer>> sets, Nested inner) {}

    record Arrays2(
            long[] longs, int[][] grid, String[] texts, Object[] any, byte[] bytes, double[] doubles, Wide[] wides) {
        @Override
        public boolean equals(Object o) {
            return o instanceof Arrays2 a
                    && Arrays.equals(longs, a.longs)
                    && Arrays.deepEquals(grid, a.grid)
                    && Arrays.equals(texts, a.texts)
                    && Arrays.deepEquals(any, a.any)
                    && Arrays.equals(bytes, a.bytes)
                    && Arrays.equals(doubles, a.doubles)
                    && Arrays.equals(wides, a.wides);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(longs);
        }
    }

    sealed interface Shape permits Circle, Square, Group {}

    record Circle(double radius) implements Shape {}

    record Square(int side, Optional<String> label) implements Shape {}

    record Group(List<Shape> shapes) implements Shape {}

    /** Private fields, no default constructor, final fields. */
    static class Base {
        private final long id;
        protected String name;

        Base(long id, String name) {
            this.id = id;
            this.name = name;
        }

        @Override
        public boolean equals(Object o) {
            return o instanceof Base b && b.getClass() == getClass() && id == b.id && Objects.equals(name, b.name);
        }

        @Override
        public int hashCode() {
            return Long.hashCode(id);
        }
    }

    static final class Derived extends Base {
        private final Object extra;
        private transient int cache = 5;

        Derived(long id, String name, Object extra) {
            super(id, name);
            this.extra = extra;
            this.cache = 7;
        }

        @Override
        public boolean equals(Object o) {
            return super.equals(o) && o instanceof Derived d && Objects.equals(extra, d.extra);
        }

        @Override
        public int hashCode() {
            return super.hashCode() + cache * 0;
        }
    }

    record Generic<T extends Comparable<T>>(T key, Pair<? extends T, T[]> more) {
        @Override
        public boolean equals(Object o) {
            return o instanceof Generic<?> g
                    && Objects.equals(key, g.key)
                    && Objects.equals(more.first, g.more.first)
                    && Arrays.equals(more.second, (Object[]) g.more.second);
        }

        @Override
        public int hashCode() {
            return Objects.hashCode(key);
        }
    }

    @Override
    public Object apply(long seed) {
        return value(new Random(seed), 0);
    }

    /** The kinds by number, so that a test can ask for each. */
    public static final int KINDS = 40;

    /** A value of one kind. */
    public Object ofKind(int kind, long seed) {
        return ofKind(kind, new Random(seed), 0);
    }

    private Object value(Random r, int depth) {
        return ofKind(r.nextInt(depth >= DEPTH_MAX ? 24 : KINDS), r, depth + 1);
    }

    private Object nullable(Random r, int depth) {
        return r.nextInt(5) == 0 ? null : value(r, depth);
    }

    private Object ofKind(int kind, Random r, int depth) {
        return kind < 24 ? leaf(kind, r) : kind < 32 ? collection(kind, r, depth) : compound(kind, r, depth);
    }

    private static Object leaf(int kind, Random r) {
        return switch (kind) {
            case 0 -> r.nextLong();
            case 1 -> r.nextInt();
            case 2 -> (short) r.nextInt();
            case 3 -> (byte) r.nextInt();
            case 4 -> (char) r.nextInt();
            case 5 -> r.nextBoolean();
            case 6 -> r.nextDouble();
            case 7 -> r.nextFloat();
            case 8 -> text(r);
            case 9 -> Color.values()[r.nextInt(2)];
            case 10 -> new BigDecimal(BigInteger.valueOf(r.nextLong()), r.nextInt(40) - 20);
            case 11 -> new BigInteger(200, r);
            case 12 -> Instant.ofEpochSecond(r.nextInt(), r.nextInt(1_000_000_000));
            case 13 -> Duration.ofSeconds(r.nextInt(), r.nextInt(1_000_000_000));
            case 14 ->
                LocalDateTime.of(
                        LocalDate.ofEpochDay(r.nextInt(100_000)), LocalTime.ofNanoOfDay(r.nextInt() & 0x7fffffff));
            case 15 ->
                ZonedDateTime.of(2020, 1 + r.nextInt(12), 3, 4, 5, 6, r.nextInt(1000), ZoneId.of("Europe/Paris"));
            case 16 -> OffsetDateTime.of(2020, 1, 3, 4, 5, 6, r.nextInt(1000), ZoneOffset.ofHours(r.nextInt(10)));
            case 17 ->
                List.of(
                        Period.ofDays(r.nextInt(9)),
                        Year.of(2000 + r.nextInt(99)),
                        YearMonth.of(2000, 1 + r.nextInt(12)));
            case 18 -> new UUID(r.nextLong(), r.nextLong());
            case 19 -> r.nextBoolean() ? OptionalLong.of(r.nextLong()) : OptionalInt.of(r.nextInt());
            case 20 -> r.nextBoolean() ? OptionalDouble.empty() : Optional.empty();
            case 21 -> BitSet.valueOf(new long[] {r.nextLong(), r.nextLong()});
            case 22 -> r.nextBoolean() ? Locale.forLanguageTag("de-CH") : Currency.getInstance("EUR");
            default -> new Date(r.nextInt());
        };
    }

    private static String text(Random r) {
        StringBuilder text = new StringBuilder();
        int mask = r.nextInt(3) == 0 ? 0xffff : r.nextBoolean() ? 0xff : 0x7f;
        for (int i = r.nextInt(r.nextInt(20) == 0 ? 5_000 : 20); i > 0; i--) text.append((char) (r.nextInt() & mask));
        return text.toString();
    }

    private Object collection(int kind, Random r, int depth) {
        List<Object> some = new ArrayList<>();
        for (int i = r.nextInt(4); i > 0; i--) some.add(nullable(r, depth));
        List<String> texts = new ArrayList<>();
        for (int i = r.nextInt(4); i > 0; i--) texts.add(text(r));
        Map<String, Object> map = new LinkedHashMap<>();
        texts.forEach(t -> map.put(t, nullable(r, depth)));
        return switch (kind) {
            case 24 -> r.nextBoolean() ? some : new LinkedList<>(some);
            case 25 -> r.nextBoolean() ? List.copyOf(texts) : Collections.unmodifiableList(some);
            case 26 -> r.nextBoolean() ? map : new HashMap<>(map);
            case 27 -> r.nextBoolean() ? new TreeMap<>(map) : Collections.unmodifiableMap(map);
            case 28 -> r.nextBoolean() ? new HashSet<>(texts) : new LinkedHashSet<>(some);
            case 29 -> r.nextBoolean() ? new TreeSet<>(texts) : Set.copyOf(texts);
            case 30 -> r.nextBoolean() ? EnumSet.of(Wide.A, Wide.C) : new EnumMap<>(Map.of(Wide.B, text(r)));
            default ->
                r.nextBoolean()
                        ? new ConcurrentHashMap<>(Map.of(1, text(r)))
                        : List.of(new CopyOnWriteArrayList<>(texts), new ArrayList<>(new ArrayDeque<>(texts)));
        };
    }

    private Object compound(int kind, Random r, int depth) {
        return switch (kind) {
            case 32 -> all(r);
            case 33 -> new Pair<>(nullable(r, depth), nullable(r, depth));
            case 34 ->
                new Nested(
                        new Pair<>(
                                text(r), List.of(new Pair<>(r.nextLong(), Color.GREEN), new Pair<>(null, Color.RED))),
                        Map.of(text(r), Set.of(r.nextInt())),
                        r.nextBoolean() ? null : new Nested(null, null, null));
            case 35 ->
                new Arrays2(
                        new long[] {r.nextLong()},
                        new int[][] {{1, r.nextInt()}, {}, null},
                        new String[] {text(r), null},
                        new Object[] {nullable(r, depth), 1L},
                        new byte[r.nextInt(9)],
                        r.nextBoolean() ? null : new double[] {r.nextDouble()},
                        new Wide[] {Wide.C, null});
            case 36 -> shape(r, 0);
            case 37 -> new Base(r.nextLong(), r.nextBoolean() ? null : text(r));
            case 38 -> new Derived(r.nextLong(), text(r), nullable(r, depth));
            default ->
                r.nextBoolean()
                        ? Optional.of(value(r, depth))
                        : new Generic<>(text(r), new Pair<>(text(r), new String[] {text(r)}));
        };
    }

    private static Shape shape(Random r, int depth) {
        int kind = r.nextInt(depth > 2 ? 2 : 3);
        if (kind == 0) return new Circle(r.nextDouble());
        if (kind == 1) return new Square(r.nextInt(), r.nextBoolean() ? Optional.empty() : Optional.of(text(r)));
        return new Group(List.of(shape(r, depth + 1), shape(r, depth + 1)));
    }

    private static All all(Random r) {
        boolean some = r.nextBoolean();
        return new All(
                r.nextBoolean(),
                (byte) r.nextInt(),
                (char) r.nextInt(),
                (short) r.nextInt(),
                r.nextInt(),
                r.nextLong(),
                r.nextFloat(),
                r.nextDouble(),
                some ? null : true,
                some ? (byte) 1 : null,
                some ? null : 'c',
                some ? (short) 1 : null,
                some ? null : r.nextInt(),
                some ? r.nextLong() : null,
                some ? null : 1f,
                some ? 2.0 : null,
                some ? null : text(r));
    }
}
