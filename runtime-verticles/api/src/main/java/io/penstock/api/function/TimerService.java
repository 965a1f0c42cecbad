// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.function;

/**
 * Timers of the current key. A timer is identified by (key, time, domain): registering it twice fires it once.
 *
 * <pre>{@code
 * final class Reminder extends KeyedProcessFunction<String, Order, String> {
 *     @Override
 *     public void process(Order order, Context<String> context, Collector<String> out) {
 *         context.timers().registerEventTimeTimer(order.timeMs() + 86_400_000);
 *     }
 *
 *     @Override
 *     public void onTimer(long timestamp, OnTimerContext<String> context, Collector<String> out) {
 *         out.collect(context.currentKey() + " ordered a day ago");
 *     }
 * }
 * }</pre>
 */
public interface TimerService {
    /** Fires when the watermark reaches {@code timeMs}; at once if it already has. */
    void registerEventTimeTimer(long timeMs);

    /** Fires when the processing time reaches {@code timeMs}. */
    void registerProcessingTimeTimer(long timeMs);

    /** Removes the timer; nothing happens if there is none. */
    void deleteEventTimeTimer(long timeMs);

    /** Removes the timer; nothing happens if there is none. */
    void deleteProcessingTimeTimer(long timeMs);
}
