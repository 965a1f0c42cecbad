// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.function;

/**
 * What time it is for the record or timer at hand; milliseconds since the epoch.
 *
 * <pre>{@code
 * final class Delay extends ProcessFunction<Order, Long> {
 *     @Override
 *     public void process(Order order, Context context, Collector<Long> out) {
 *         out.collect(context.currentProcessingTime() - context.timestamp());
 *     }
 * }
 * }</pre>
 */
public interface TimeContext {
    /** The record's or timer's event time; {@code Long.MIN_VALUE} when it has none. */
    long timestamp();

    /** The current watermark; {@code Long.MIN_VALUE} before the first. */
    long currentWatermark();

    /** The processing time. */
    long currentProcessingTime();
}
