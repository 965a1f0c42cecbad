// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.channel;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What travels through a channel: up to {@code capacity} records, then a watermark, then a marker. The watermark holds
 * after the records, the marker comes last. Owned by one thread at a time: the producer's until
 * {@link OutputLane#offer} accepts it, the consumer's until it is recycled; but one of capacity 0 is changed by nobody
 * once it is offered. Fields are public because every record passes through them.
 */
public final class Batch {
    private static final @Nullable Object[] NO_VALUES = new Object[0];

    private static final long[] NO_TIMESTAMPS = new long[0];

    /** The records; {@code values[0 .. size)}. */
    public final @Nullable Object[] values;
    /** Event times, ms since the epoch; {@code Long.MIN_VALUE} where a record has none. */
    public final long[] timestamps;
    /** Number of records. */
    public int size;
    /** Watermark after the records; {@code Long.MIN_VALUE} for none. */
    public long watermark = Long.MIN_VALUE;
    /** What comes after records and watermark; null for nothing. */
    public @Nullable Marker marker;

    /** How often it has come back to be filled again. */
    int returns;

    /** An empty batch. */
    public Batch(int capacity) {
        values = capacity == 0 ? NO_VALUES : new Object[capacity];
        timestamps = capacity == 0 ? NO_TIMESTAMPS : new long[capacity];
    }

    /** How many records fit. */
    public int capacity() {
        return values.length;
    }

    /** Whether one more record does not fit. */
    public boolean isFull() {
        return size == values.length;
    }

    /** Whether it carries nothing at all. */
    public boolean isEmpty() {
        return size == 0 && watermark == Long.MIN_VALUE && marker == null;
    }

    /** Appends a record; the caller has checked {@link #isFull}. */
    public void add(Object value, long timestampMs) {
        int at = size;
        values[at] = value;
        timestamps[at] = timestampMs;
        size = at + 1;
    }

    /** Forgets everything, so that it can be filled again and keeps no record alive. */
    public void clear() {
        Arrays.fill(values, 0, size, null);
        size = 0;
        watermark = Long.MIN_VALUE;
        marker = null;
    }
}
