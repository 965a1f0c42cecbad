// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange.wire;

import io.penstock.api.Keyed;
import io.penstock.api.WindowResult;
import io.penstock.core.flow.operator.Partial;
import io.penstock.core.flow.operator.PartialState;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes batches whose values all have one well-known class as a plain column, and what the API's own operators emit
 * (Keyed, WindowResult, Partial, PartialState) as a column per component. Records of primitives go as rows, all else to
 * the general codec, whole.
 */
final class ColumnCodec implements RecordCodec {
    private static final int GENERAL = 0;
    private static final int LONGS = 1;
    private static final int LONGS_AS_INTS = 2;
    private static final int INTEGERS = 3;
    private static final int DOUBLES = 4;
    private static final int STRINGS = 5;
    private static final int KEYED = 6;
    private static final int WINDOW_RESULTS = 7;
    private static final int NULLS = 8;
    private static final int PARTIALS = 9;
    private static final int ROWS = 10;
    private static final int PARTIAL_STATES = 11;

    /** Nested Keyed deeper than this goes to the general codec, so that hostile bytes cannot exhaust the stack. */
    private static final int DEPTH_MAX = 4;

    private final RecordCodec general;
    private final RowCodecs rows;

    ColumnCodec(RecordCodec general, RowCodecs rows) {
        this.general = general;
        this.rows = rows;
    }

    @Override
    public void write(WireBuffer to, @Nullable Object[] values, int count) {
        writeColumn(to, values, count, 0);
    }

    @Override
    public void read(WireBuffer from, @Nullable Object[] values, int count) {
        readColumn(from, values, count, 0);
    }

    private void writeColumn(WireBuffer to, @Nullable Object[] values, int count, int depth) {
        int kind = kindOf(values, count, depth);
        to.putByte(kind);
        switch (kind) {
            case GENERAL -> general.write(to, values, count);
            case LONGS -> writeLongs(to, values, count);
            case LONGS_AS_INTS -> writeLongsAsInts(to, values, count);
            case INTEGERS -> writeIntegers(to, values, count);
            case DOUBLES -> writeDoubles(to, values, count);
            case STRINGS -> {
                for (int i = 0; i < count; i++) {
                    to.putString((String) Objects.requireNonNull(values[i]));
                }
            }
            case KEYED -> writeKeyed(to, values, count, depth);
            case WINDOW_RESULTS -> writeWindowResults(to, values, count, depth);
            case NULLS -> {}
            case PARTIALS -> writePartials(to, values, count, depth);
            case ROWS -> writeRows(to, values, count);
            case PARTIAL_STATES -> writePartialStates(to, values, count, depth);
            default -> throw new AssertionError(kind);
        }
    }

    private void readColumn(WireBuffer from, @Nullable Object[] values, int count, int depth) {
        int kind = from.getByte();
        switch (kind) {
            case GENERAL -> general.read(from, values, count);
            case LONGS -> readLongs(from, values, count);
            case LONGS_AS_INTS -> {
                for (int i = 0, at = takeAll(from, count, 4); i < count; i++, at += 4) {
                    values[i] = (long) WireBuffer.intAt(from.array(), at);
                }
            }
            case INTEGERS -> {
                for (int i = 0, at = takeAll(from, count, 4); i < count; i++, at += 4) {
                    values[i] = WireBuffer.intAt(from.array(), at);
                }
            }
            case DOUBLES -> {
                for (int i = 0, at = takeAll(from, count, 8); i < count; i++, at += 8) {
                    values[i] = Double.longBitsToDouble(WireBuffer.longAt(from.array(), at));
                }
            }
            case STRINGS -> {
                for (int i = 0; i < count; i++) {
                    values[i] = from.getString();
                }
            }
            case KEYED -> readKeyed(from, values, count, depth);
            case WINDOW_RESULTS -> readWindowResults(from, values, count, depth);
            case NULLS -> clear(values, count);
            case PARTIALS -> readPartials(from, values, count, depth);
            case ROWS -> readRows(from, values, count);
            case PARTIAL_STATES -> readPartialStates(from, values, count, depth);
            default -> throw new WireFormatException("a column has the unknown kind " + kind);
        }
    }

    private int kindOf(@Nullable Object[] values, int count, int depth) {
        if (count == 0) {
            return NULLS;
        }
        Object first = values[0];
        Class<?> type = first == null ? null : first.getClass();
        for (int i = 1; i < count; i++) {
            Object value = values[i];
            if ((value == null ? null : value.getClass()) != type) {
                return GENERAL;
            }
        }
        return type == null ? NULLS : kindOf(type, values, count, depth);
    }

    private int kindOf(Class<?> type, @Nullable Object[] values, int count, int depth) {
        if (type == Long.class) {
            return fitInts(values, count) ? LONGS_AS_INTS : LONGS;
        } else if (type == String.class) {
            return STRINGS;
        } else if (type == Keyed.class && depth < DEPTH_MAX) {
            return KEYED;
        } else if (type == WindowResult.class && depth < DEPTH_MAX) {
            return WINDOW_RESULTS;
        } else if (type == Partial.class && depth < DEPTH_MAX) {
            return PARTIALS;
        } else if (type == PartialState.class && depth < DEPTH_MAX) {
            return PARTIAL_STATES;
        } else if (type == Integer.class) {
            return INTEGERS;
        }
        if (type == Double.class) {
            return DOUBLES;
        }
        return rows.of(type) == null ? GENERAL : ROWS;
    }

    private static boolean fitInts(@Nullable Object[] values, int count) {
        for (int i = 0; i < count; i++) {
            long value = (Long) values[i];
            if (value != (int) value) {
                return false;
            }
        }
        return true;
    }

    private static int takeAll(WireBuffer from, int count, int bytesEach) {
        if (count > from.remaining() / bytesEach) {
            throw new WireFormatException("a column of " + count + " values ends after its frame");
        }
        return from.take(count * bytesEach);
    }

    private static void clear(@Nullable Object[] values, int count) {
        Arrays.fill(values, 0, count, null);
    }

    private static void writeLongs(WireBuffer to, @Nullable Object[] values, int count) {
        byte[] bytes = to.reserve(8 * count);
        int at = to.position();
        for (int i = 0; i < count; i++, at += 8) {
            WireBuffer.setLong(bytes, at, (Long) values[i]);
        }
        to.position(at);
    }

    private static void readLongs(WireBuffer from, @Nullable Object[] values, int count) {
        byte[] bytes = from.array();
        for (int i = 0, at = takeAll(from, count, 8); i < count; i++, at += 8) {
            values[i] = WireBuffer.longAt(bytes, at);
        }
    }

    private static void writeLongsAsInts(WireBuffer to, @Nullable Object[] values, int count) {
        byte[] bytes = to.reserve(4 * count);
        int at = to.position();
        for (int i = 0; i < count; i++, at += 4) {
            WireBuffer.setInt(bytes, at, ((Long) values[i]).intValue());
        }
        to.position(at);
    }

    private static void writeIntegers(WireBuffer to, @Nullable Object[] values, int count) {
        byte[] bytes = to.reserve(4 * count);
        int at = to.position();
        for (int i = 0; i < count; i++, at += 4) {
            WireBuffer.setInt(bytes, at, (Integer) values[i]);
        }
        to.position(at);
    }

    private static void writeDoubles(WireBuffer to, @Nullable Object[] values, int count) {
        byte[] bytes = to.reserve(8 * count);
        int at = to.position();
        for (int i = 0; i < count; i++, at += 8) {
            WireBuffer.setLong(bytes, at, Double.doubleToRawLongBits((Double) values[i]));
        }
        to.position(at);
    }

    private void writeKeyed(WireBuffer to, @Nullable Object[] values, int count, int depth) {
        @Nullable Object[] column = new Object[count];
        for (int i = 0; i < count; i++) {
            column[i] = ((Keyed<?, ?>) values[i]).key();
        }
        writeColumn(to, column, count, depth + 1);
        for (int i = 0; i < count; i++) {
            column[i] = ((Keyed<?, ?>) values[i]).value();
        }
        writeColumn(to, column, count, depth + 1);
    }

    private void readKeyed(WireBuffer from, @Nullable Object[] values, int count, int depth) {
        @Nullable Object[] keys = new Object[checkedDepth(count, depth)];
        readColumn(from, keys, count, depth + 1);
        readColumn(from, values, count, depth + 1);
        for (int i = 0; i < count; i++) {
            values[i] = new Keyed<>(keys[i], values[i]);
        }
    }

    private void writeRows(WireBuffer to, @Nullable Object[] values, int count) {
        Class<?> type = Objects.requireNonNull(values[0]).getClass();
        RowCodec codec = Objects.requireNonNull(rows.of(type));
        to.putString(type.getName());
        to.putString(codec.layout());
        byte[] bytes = to.reserve(codec.rowBytes() * count);
        int at = to.position();
        codec.write(bytes, at, values, count);
        to.position(at + codec.rowBytes() * count);
    }

    private void readRows(WireBuffer from, @Nullable Object[] values, int count) {
        String className = from.getString();
        RowCodec codec = rows.named(className, from.getString());
        int at = takeAll(from, count, codec.rowBytes());
        codec.read(from.array(), at, values, count);
    }

    private void writePartials(WireBuffer to, @Nullable Object[] values, int count, int depth) {
        @Nullable Object[] keys = new Object[count];
        byte[] bytes = to.reserve(8 * count);
        int at = to.position();
        for (int i = 0; i < count; i++, at += 8) {
            Partial partial = (Partial) Objects.requireNonNull(values[i]);
            WireBuffer.setLong(bytes, at, partial.folded());
            keys[i] = partial.key();
        }
        to.position(at);
        writeColumn(to, keys, count, depth + 1);
    }

    private void readPartials(WireBuffer from, @Nullable Object[] values, int count, int depth) {
        int folded = takeAll(from, checkedDepth(count, depth), 8);
        readColumn(from, values, count, depth + 1);
        byte[] bytes = from.array();
        for (int i = 0, at = folded; i < count; i++, at += 8) {
            Object key = values[i];
            if (key == null) throw new WireFormatException("a partial result has no key");
            values[i] = new Partial(key, WireBuffer.longAt(bytes, at));
        }
    }

    private void writePartialStates(WireBuffer to, @Nullable Object[] values, int count, int depth) {
        @Nullable Object[] column = new Object[count];
        for (int i = 0; i < count; i++) column[i] = ((PartialState) Objects.requireNonNull(values[i])).key();
        writeColumn(to, column, count, depth + 1);
        for (int i = 0; i < count; i++) column[i] = ((PartialState) Objects.requireNonNull(values[i])).state();
        writeColumn(to, column, count, depth + 1);
    }

    private void readPartialStates(WireBuffer from, @Nullable Object[] values, int count, int depth) {
        @Nullable Object[] keys = new Object[checkedDepth(count, depth)];
        readColumn(from, keys, count, depth + 1);
        readColumn(from, values, count, depth + 1);
        for (int i = 0; i < count; i++) {
            Object key = keys[i];
            Object state = values[i];
            if (key == null || state == null) throw new WireFormatException("a partial result lacks key or state");
            values[i] = new PartialState(key, state);
        }
    }

    private void writeWindowResults(WireBuffer to, @Nullable Object[] values, int count, int depth) {
        @Nullable Object[] column = new Object[count];
        for (int i = 0; i < count; i++) {
            WindowResult<?, ?> result = (WindowResult<?, ?>) values[i];
            to.putLong(result.startMs());
            to.putLong(result.endMs());
            column[i] = result.key();
        }
        writeColumn(to, column, count, depth + 1);
        for (int i = 0; i < count; i++) {
            column[i] = ((WindowResult<?, ?>) values[i]).value();
        }
        writeColumn(to, column, count, depth + 1);
    }

    private void readWindowResults(WireBuffer from, @Nullable Object[] values, int count, int depth) {
        @Nullable Object[] keys = new Object[checkedDepth(count, depth)];
        int spans = takeAll(from, count, 16);
        readColumn(from, keys, count, depth + 1);
        readColumn(from, values, count, depth + 1);
        byte[] bytes = from.array();
        for (int i = 0, at = spans; i < count; i++, at += 16) {
            values[i] = new WindowResult<>(
                    keys[i], WireBuffer.longAt(bytes, at), WireBuffer.longAt(bytes, at + 8), values[i]);
        }
    }

    private static int checkedDepth(int count, int depth) {
        if (depth >= DEPTH_MAX) {
            throw new WireFormatException("columns are nested too deep");
        }
        return count;
    }
}
