// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.function;

/**
 * Which clock a timer follows.
 *
 * <pre>{@code
 * final class Ticks extends KeyedProcessFunction<String, Reading, String> {
 *     @Override
 *     public void process(Reading reading, Context<String> context, Collector<String> out) {
 *         context.timers().registerProcessingTimeTimer(context.currentProcessingTime() + 1_000);
 *     }
 *
 *     @Override
 *     public void onTimer(long timestamp, OnTimerContext<String> context, Collector<String> out) {
 *         if (context.timeDomain() == TimeDomain.PROCESSING_TIME) out.collect(context.currentKey() + " ticks");
 *     }
 * }
 * }</pre>
 */
public enum TimeDomain {
    /** Watermarks. */
    EVENT_TIME,
    /** The worker's wall clock. */
    PROCESSING_TIME
}
