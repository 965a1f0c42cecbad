// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange.wire;

/**
 * One component of a row, for each primitive type; found by name. What is smaller than an int takes the room of one.
 */
final class RowCells {
    private RowCells() {}

    static void putLong(byte[] to, int at, int offset, long value) {
        WireBuffer.setLong(to, at + offset, value);
    }

    static long getLong(byte[] from, int at, int offset) {
        return WireBuffer.longAt(from, at + offset);
    }

    static void putDouble(byte[] to, int at, int offset, double value) {
        WireBuffer.setLong(to, at + offset, Double.doubleToRawLongBits(value));
    }

    static double getDouble(byte[] from, int at, int offset) {
        return Double.longBitsToDouble(WireBuffer.longAt(from, at + offset));
    }

    static void putInt(byte[] to, int at, int offset, int value) {
        WireBuffer.setInt(to, at + offset, value);
    }

    static int getInt(byte[] from, int at, int offset) {
        return WireBuffer.intAt(from, at + offset);
    }

    static void putFloat(byte[] to, int at, int offset, float value) {
        WireBuffer.setInt(to, at + offset, Float.floatToRawIntBits(value));
    }

    static float getFloat(byte[] from, int at, int offset) {
        return Float.intBitsToFloat(WireBuffer.intAt(from, at + offset));
    }

    static void putShort(byte[] to, int at, int offset, short value) {
        WireBuffer.setInt(to, at + offset, value);
    }

    static short getShort(byte[] from, int at, int offset) {
        return (short) WireBuffer.intAt(from, at + offset);
    }

    static void putByte(byte[] to, int at, int offset, byte value) {
        WireBuffer.setInt(to, at + offset, value);
    }

    static byte getByte(byte[] from, int at, int offset) {
        return (byte) WireBuffer.intAt(from, at + offset);
    }

    static void putChar(byte[] to, int at, int offset, char value) {
        WireBuffer.setInt(to, at + offset, value);
    }

    static char getChar(byte[] from, int at, int offset) {
        return (char) WireBuffer.intAt(from, at + offset);
    }

    static void putBoolean(byte[] to, int at, int offset, boolean value) {
        WireBuffer.setInt(to, at + offset, value ? 1 : 0);
    }

    static boolean getBoolean(byte[] from, int at, int offset) {
        return WireBuffer.intAt(from, at + offset) != 0;
    }
}
