// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange.wire;

import org.jspecify.annotations.Nullable;

/** Writes records of one class, all of whose components are primitive, as rows of a fixed size. Thread-safe. */
abstract class RowCodec {
    private String layout = "";
    private int rowBytes;

    /** Says what is written; called once. */
    final void describe(String layout, int rowBytes) {
        this.layout = layout;
        this.rowBytes = rowBytes;
    }

    /** The record's components by name and type: writer and reader must agree on it. */
    final String layout() {
        return layout;
    }

    final int rowBytes() {
        return rowBytes;
    }

    /** Writes the first {@code count} values, none of which is null, from that position on. */
    abstract void write(byte[] to, int at, @Nullable Object[] values, int count);

    /** Reads {@code count} values from that position on. */
    abstract void read(byte[] from, int at, @Nullable Object[] values, int count);
}
