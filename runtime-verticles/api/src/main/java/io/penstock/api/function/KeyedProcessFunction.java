// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.function;

/**
 * The general function of a keyed stream: keyed state, timers, side outputs.
 *
 * <pre>{@code
 * // Reports a sensor that has been silent for a minute.
 * final class Silence extends KeyedProcessFunction<String, Reading, String> {
 *     private ValueState<Long> deadline;
 *
 *     @Override
 *     public void open(KeyedContext context) {
 *         deadline = context.state().value(new ValueStateDescriptor<>("deadline", Long.class));
 *     }
 *
 *     @Override
 *     public void process(Reading reading, Context<String> context, Collector<String> out) {
 *         Long before = deadline.value();
 *         if (before != null) context.timers().deleteEventTimeTimer(before);
 *         deadline.update(context.timestamp() + 60_000);
 *         context.timers().registerEventTimeTimer(context.timestamp() + 60_000);
 *     }
 *
 *     @Override
 *     public void onTimer(long timestamp, OnTimerContext<String> context, Collector<String> out) {
 *         deadline.clear();
 *         out.collect(context.currentKey() + " is silent");
 *     }
 * }
 * }</pre>
 */
public abstract class KeyedProcessFunction<K, T, R> {
    /** Called once per subtask before the first record; state handles are created here. */
    public void open(KeyedContext context) throws Exception {}

    /** Processes one record. */
    public abstract void process(T value, Context<K> context, Collector<R> out) throws Exception;

    /** Called when a timer of some key fires, with that key's state at hand. */
    public void onTimer(long timestamp, OnTimerContext<K> context, Collector<R> out) throws Exception {}

    /** Called once, also after a failure; must not emit. */
    public void close() throws Exception {}

    /** The surroundings of one call. */
    public interface Context<K> extends SideOutputs, TimeContext {
        /** The key at hand. */
        K currentKey();

        /** The timers of that key. */
        TimerService timers();
    }

    /** The surroundings of a timer. */
    public interface OnTimerContext<K> extends Context<K> {
        /** The clock that fired. */
        TimeDomain timeDomain();
    }
}
