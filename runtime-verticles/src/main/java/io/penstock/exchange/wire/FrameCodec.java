// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange.wire;

import io.penstock.core.flow.channel.Batch;
import io.penstock.core.flow.channel.Marker;
import org.jspecify.annotations.Nullable;

/**
 * Writes a batch as a frame's payload: what it carries, then timestamps as compactly as they allow, then the records.
 * Belongs to one task.
 *
 * <pre>
 * flags(1)  bits 0-1 timestamps, bit 2 watermark, bits 3-5 marker
 * count     varint
 * [watermark(8)] [checkpoint id(8), after(1), place(string)] [timestamps] [records, see RecordCodec]
 * </pre>
 */
public final class FrameCodec {
    private static final Marker.Barrier.After[] AFTER = Marker.Barrier.After.values();
    private static final int TIMES_ABSENT = 0;
    private static final int TIMES_EQUAL = 1;
    private static final int TIMES_CLOSE = 2;
    private static final int TIMES_ANY = 3;
    private static final int TIMES_MASK = 3;
    private static final int WATERMARK = 4;
    private static final int MARKER_SHIFT = 3;
    private static final int MARKER_MASK = 7;

    private static final int NO_MARKER = 0;
    private static final int BARRIER = 1;
    private static final int END = 2;
    private static final int IDLE = 3;
    private static final int ACTIVE = 4;

    private static final long ABSENT = Long.MIN_VALUE;

    /** More records than any batch holds; keeps damaged bytes from asking for a giant array. */
    private static final int RECORDS_MAX = 1 << 16;

    private final RecordCodec records;

    public FrameCodec(RecordCodec records) {
        this.records = records;
    }

    /** Whether the payload that starts there is the last of its channel; needs no codec. */
    public static boolean isLast(byte[] payload, int at) {
        return (payload[at] >> MARKER_SHIFT & MARKER_MASK) == END;
    }

    /** Appends the batch, which stays as it is. */
    public void write(WireBuffer to, Batch batch) {
        int marker = markerCode(batch.marker);
        int times = timesOf(batch.timestamps, batch.size);
        boolean watermark = batch.watermark != ABSENT;
        to.putByte(times | (watermark ? WATERMARK : 0) | marker << MARKER_SHIFT);
        to.putVarInt(batch.size);
        if (watermark) to.putLong(batch.watermark);
        if (batch.marker instanceof Marker.Barrier barrier) writeBarrier(to, barrier);
        writeTimes(to, times, batch.timestamps, batch.size);
        if (batch.size > 0) records.write(to, batch.values, batch.size);
    }

    /**
     * Reads what {@link #write} wrote, up to the buffer's limit.
     *
     * @param spare an empty batch to fill, if it is large enough
     */
    public Batch read(WireBuffer from, @Nullable Batch spare) {
        int flags = from.getByte();
        int count = from.getVarInt();
        if (count > RECORDS_MAX) throw new WireFormatException("a frame claims " + count + " records");
        Batch batch = spare != null && spare.capacity() >= count ? spare : new Batch(count);
        if ((flags & WATERMARK) != 0) batch.watermark = from.getLong();
        batch.marker = readMarker(from, flags >> MARKER_SHIFT & MARKER_MASK);
        readTimes(from, flags & TIMES_MASK, batch.timestamps, count);
        if (count > 0) records.read(from, batch.values, count);
        batch.size = count;
        if (from.remaining() != 0) throw new WireFormatException(from.remaining() + " bytes follow the batch");
        return batch;
    }

    private static int markerCode(@Nullable Marker marker) {
        if (marker == null) return NO_MARKER;
        if (marker instanceof Marker.Barrier) return BARRIER;
        if (marker instanceof Marker.EndOfInput) return END;
        return marker == Marker.Activity.IDLE ? IDLE : ACTIVE;
    }

    private static @Nullable Marker readMarker(WireBuffer from, int code) {
        return switch (code) {
            case NO_MARKER -> null;
            case BARRIER -> readBarrier(from);
            case END -> Marker.EndOfInput.INSTANCE;
            case IDLE -> Marker.Activity.IDLE;
            case ACTIVE -> Marker.Activity.ACTIVE;
            default -> throw new WireFormatException("unknown marker " + code);
        };
    }

    private static void writeBarrier(WireBuffer to, Marker.Barrier barrier) {
        to.putLong(barrier.checkpointId());
        to.putByte(barrier.after().ordinal());
        to.putString(barrier.place());
    }

    private static Marker.Barrier readBarrier(WireBuffer from) {
        long checkpointId = from.getLong();
        int after = from.getByte();
        if (after < 0 || after >= AFTER.length) throw new WireFormatException("unknown sort of barrier " + after);
        return new Marker.Barrier(checkpointId, from.getString(), AFTER[after]);
    }

    private static int timesOf(long[] times, int count) {
        if (count == 0) return TIMES_ABSENT;
        long first = times[0];
        long min = first;
        long max = first;
        for (int i = 1; i < count; i++) {
            min = Math.min(min, times[i]);
            max = Math.max(max, times[i]);
        }
        if (min == max) return first == ABSENT ? TIMES_ABSENT : TIMES_EQUAL;
        long span = max - min;
        return span > 0 && span <= Integer.MAX_VALUE ? TIMES_CLOSE : TIMES_ANY;
    }

    private static void writeTimes(WireBuffer to, int kind, long[] times, int count) {
        if (kind == TIMES_EQUAL) {
            to.putLong(times[0]);
        } else if (kind == TIMES_CLOSE) {
            long first = times[0];
            to.putLong(first);
            byte[] bytes = to.reserve(4 * count);
            int at = to.position();
            for (int i = 0; i < count; i++, at += 4) WireBuffer.setInt(bytes, at, (int) (times[i] - first));
            to.position(at);
        } else if (kind == TIMES_ANY) {
            byte[] bytes = to.reserve(8 * count);
            int at = to.position();
            for (int i = 0; i < count; i++, at += 8) WireBuffer.setLong(bytes, at, times[i]);
            to.position(at);
        }
    }

    private static void readTimes(WireBuffer from, int kind, long[] times, int count) {
        if (kind == TIMES_ABSENT || kind == TIMES_EQUAL) {
            long same = kind == TIMES_ABSENT ? ABSENT : from.getLong();
            for (int i = 0; i < count; i++) times[i] = same;
        } else if (kind == TIMES_CLOSE) {
            long first = from.getLong();
            for (int i = 0, at = from.take(4 * count); i < count; i++, at += 4) {
                times[i] = first + WireBuffer.intAt(from.array(), at);
            }
        } else {
            for (int i = 0, at = from.take(8 * count); i < count; i++, at += 8) {
                times[i] = WireBuffer.longAt(from.array(), at);
            }
        }
    }
}
