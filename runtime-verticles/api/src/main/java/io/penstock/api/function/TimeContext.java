// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.function;

/** What time it is for the record or timer at hand; milliseconds since the epoch. */
public interface TimeContext {
    /** The record's or timer's event time; {@code Long.MIN_VALUE} when it has none. */
    long timestamp();

    /** The current watermark; {@code Long.MIN_VALUE} before the first. */
    long currentWatermark();

    /** The processing time. */
    long currentProcessingTime();
}
