// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A growing byte array with one position for writing or reading; little-endian. Reading never passes the limit,
 * whatever the bytes say. Not thread-safe.
 */
public final class WireBuffer {
    /**
     * Longest array that is kept for the next batch, in bytes; a giant record must not be paid for until the task ends.
     */
    private static final int KEPT_BYTES_MAX = 1 << 20;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private byte[] bytes;
    private int position;
    private int limit;

    public WireBuffer(int initialBytes) {
        bytes = new byte[initialBytes];
    }

    /** Makes it empty, for writing. */
    public WireBuffer clear() {
        if (bytes.length > KEPT_BYTES_MAX) {
            bytes = new byte[KEPT_BYTES_MAX >> 4];
        }
        position = 0;
        limit = 0;
        return this;
    }

    /** Makes it read {@code source[from..to)}, which it borrows until the next {@code wrap} or {@code adopt}. */
    public WireBuffer wrap(byte[] source, int from, int to) {
        bytes = source;
        position = from;
        limit = to;
        return this;
    }

    public byte[] array() {
        return bytes;
    }

    public int position() {
        return position;
    }

    public void position(int newPosition) {
        position = newPosition;
    }

    /** Bytes that may still be read. */
    public int remaining() {
        return limit - position;
    }

    int limit() {
        return limit;
    }

    /** Takes over an array which a serializer has grown, with the position behind what it wrote. */
    void adopt(byte[] grown, int newPosition) {
        bytes = grown;
        position = newPosition;
    }

    /** Makes room for {@code more} bytes from the position on, and returns the array to write to. */
    byte[] reserve(int more) {
        if (bytes.length - position < more) {
            long wanted = Math.max((long) bytes.length * 2, (long) position + more);
            if ((long) position + more > Integer.MAX_VALUE - 16) {
                throw new WireFormatException("a batch of more than 2 GiB cannot be sent");
            }
            bytes = Arrays.copyOf(bytes, (int) Math.min(wanted, Integer.MAX_VALUE - 16));
        }
        return bytes;
    }

    /** Checks that {@code count} bytes are there, and returns the position they start at, having passed them. */
    int take(int count) {
        int from = position;
        if (count < 0 || count > limit - from) {
            throw new WireFormatException("a frame ends " + (count - (limit - from)) + " bytes too early");
        }
        position = from + count;
        return from;
    }

    public void putByte(int value) {
        reserve(1)[position++] = (byte) value;
    }

    public int getByte() {
        return bytes[take(1)];
    }

    /** Appends a range of bytes. */
    public void putBytes(byte[] from, int offset, int length) {
        System.arraycopy(from, offset, reserve(length), position, length);
        position += length;
    }

    public void putInt(int value) {
        INTS.set(reserve(4), position, value);
        position += 4;
    }

    public int getInt() {
        return (int) INTS.get(bytes, take(4));
    }

    public void putLong(long value) {
        LONGS.set(reserve(8), position, value);
        position += 8;
    }

    public long getLong() {
        return (long) LONGS.get(bytes, take(8));
    }

    /** Writes a number that is mostly small and never negative, in 1 to 5 bytes. */
    public void putVarInt(int value) {
        byte[] to = reserve(5);
        int v = value;
        while ((v & ~0x7f) != 0) {
            to[position++] = (byte) (v | 0x80);
            v >>>= 7;
        }
        to[position++] = (byte) v;
    }

    public int getVarInt() {
        int value = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            int b = getByte();
            value |= (b & 0x7f) << shift;
            if (b >= 0) {
                if (value < 0) {
                    break;
                }
                return value;
            }
        }
        throw new WireFormatException("a length is malformed");
    }

    /** Writes a string exactly, lone surrogates included: one byte per char if all are Latin-1, else two. */
    @SuppressWarnings(
            "deprecation") // String.getBytes(int, int, byte[], int) is the one copy of Latin-1 chars without an array
    // between
    public void putString(String text) {
        int length = text.length();
        if (length > (1 << 29)) {
            throw new WireFormatException("a string of " + length + " chars cannot be sent");
        }
        if (isLatin1(text, length)) {
            putVarInt(length << 1);
            text.getBytes(0, length, reserve(length), position);
            position += length;
        } else {
            putVarInt(length << 1 | 1);
            byte[] to = reserve(2 * length);
            for (int i = 0; i < length; i++) {
                char c = text.charAt(i);
                to[position++] = (byte) c;
                to[position++] = (byte) (c >> 8);
            }
        }
    }

    public String getString() {
        int header = getVarInt();
        int length = header >>> 1;
        if ((header & 1) == 0) {
            return new String(bytes, take(length), length, StandardCharsets.ISO_8859_1);
        }
        if (length > remaining() / 2) {
            throw new WireFormatException("a string ends after its frame");
        }
        return chars(take(2 * length), length);
    }

    private String chars(int from, int length) {
        char[] chars = new char[length];
        for (int i = 0, at = from; i < length; i++, at += 2) {
            chars[i] = (char) (bytes[at] & 0xff | bytes[at + 1] << 8);
        }
        return new String(chars);
    }

    private static boolean isLatin1(String text, int length) {
        for (int i = 0; i < length; i++) {
            if (text.charAt(i) > 0xff) {
                return false;
            }
        }
        return true;
    }

    static void setLong(byte[] to, int at, long value) {
        LONGS.set(to, at, value);
    }

    static long longAt(byte[] from, int at) {
        return (long) LONGS.get(from, at);
    }

    static void setInt(byte[] to, int at, int value) {
        INTS.set(to, at, value);
    }

    static int intAt(byte[] from, int at) {
        return (int) INTS.get(from, at);
    }
}
