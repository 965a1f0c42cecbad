// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.time;

/**
 * Makes watermarks from what it has seen. One instance per subtask. A watermark {@code t} says: no more records with
 * time {@code <= t}.
 *
 * <pre>{@code
 * // Trusts records that end a batch to say how far time has come.
 * final class Punctuated implements WatermarkGenerator<Order> {
 *     @Override
 *     public long onEvent(Order order, long timestampMs) {
 *         return order.id().equals("end of batch") ? timestampMs : Long.MIN_VALUE;
 *     }
 *
 *     @Override
 *     public long onPeriodicEmit() {
 *         return Long.MIN_VALUE;
 *     }
 * }
 * }</pre>
 */
public interface WatermarkGenerator<T> {
    /** Sees each record; returns the watermark to emit at once, or {@code Long.MIN_VALUE} for none. */
    long onEvent(T value, long timestampMs);

    /**
     * Asked after every batch of records and at least every 200 ms; returns the current watermark, or
     * {@code Long.MIN_VALUE} for none.
     */
    long onPeriodicEmit();
}
