// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.time;

import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How a stream gets event time.
 *
 * <pre>{@code
 * DataStream<Order> timed = orders.assignTimestampsAndWatermarks(
 *         WatermarkStrategy.forBoundedOutOfOrderness(Duration.ofSeconds(5), Order::timeMs)
 *                 .withIdleness(Duration.ofMinutes(1)));
 * }</pre>
 *
 * @param timestamps extracts event time; null keeps the timestamps that the source gave
 * @param generator a fresh generator per subtask; null emits no watermarks
 * @param idleTimeout after this long without a record the stream no longer holds back its consumers' watermark; null
 *     never
 */
public record WatermarkStrategy<T>(
        @Nullable TimestampAssigner<T> timestamps,
        @Nullable Supplier<WatermarkGenerator<T>> generator,
        @Nullable Duration idleTimeout) {

    /** Times only rise within a subtask. */
    public static <T> WatermarkStrategy<T> forMonotonousTimestamps() {
        return forBoundedOutOfOrderness(Duration.ZERO);
    }

    /** A record is at most {@code bound} behind the newest before it; what is later than that is late. */
    public static <T> WatermarkStrategy<T> forBoundedOutOfOrderness(Duration bound) {
        long boundMs = bound.toMillis();
        return new WatermarkStrategy<>(null, () -> new BoundedOutOfOrderness<>(boundMs), null);
    }

    /** Times are taken from the records and only rise within a subtask. */
    public static <T> WatermarkStrategy<T> forMonotonousTimestamps(TimestampAssigner<T> timestamps) {
        return WatermarkStrategy.<T>forMonotonousTimestamps().withTimestamps(timestamps);
    }

    /**
     * Times are taken from the records; one is at most {@code bound} behind the newest before it, what is later than
     * that is late.
     */
    public static <T> WatermarkStrategy<T> forBoundedOutOfOrderness(Duration bound, TimestampAssigner<T> timestamps) {
        return WatermarkStrategy.<T>forBoundedOutOfOrderness(bound).withTimestamps(timestamps);
    }

    /** No event time. */
    public static <T> WatermarkStrategy<T> noWatermarks() {
        return new WatermarkStrategy<>(null, null, null);
    }

    /** With watermarks of one's own making. */
    public static <T> WatermarkStrategy<T> forGenerator(Supplier<WatermarkGenerator<T>> generator) {
        return new WatermarkStrategy<>(null, generator, null);
    }

    /** The same with another timestamp assigner. */
    public WatermarkStrategy<T> withTimestamps(TimestampAssigner<T> assigner) {
        return new WatermarkStrategy<>(assigner, generator, idleTimeout);
    }

    /** The same with an idle timeout. */
    public WatermarkStrategy<T> withIdleness(Duration timeout) {
        return new WatermarkStrategy<>(timestamps, generator, timeout);
    }
}
