// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange.wire;

import org.jspecify.annotations.Nullable;

/**
 * Writes and reads the values of a batch as one unit. Belongs to one task and is not shared among threads. What it
 * writes depends on nothing it wrote before, so units may be read in any order, by any codec of the same job.
 */
public interface RecordCodec {
    /**
     * Appends the first {@code count} values.
     *
     * @throws WireFormatException if a value cannot be written; names its class
     */
    void write(WireBuffer to, @Nullable Object[] values, int count);

    /**
     * Reads back {@code count} values into the array, from 0.
     *
     * @throws WireFormatException if the bytes are malformed or name a class that may not be read
     */
    void read(WireBuffer from, @Nullable Object[] values, int count);
}
