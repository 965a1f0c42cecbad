// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.operator;

/** The time of the step at hand, shared by all operators of a task, and when one of them next wants to hear of it. */
public final class TaskClock {
    private long nowMs;
    private long nextTimerMs = Long.MAX_VALUE;

    /** The processing time of this step, ms since the epoch. */
    public long nowMs() {
        return nowMs;
    }

    /** Sets the time of this step. */
    public void set(long nowMs) {
        this.nowMs = nowMs;
    }

    /** When an operator next wants to be told the time; {@code Long.MAX_VALUE} for never. */
    public long nextTimerMs() {
        return nextTimerMs;
    }

    /** Tells every operator that is due, and finds out who is next. */
    public void fire(Iterable<Operator> operators) {
        nextTimerMs = Long.MAX_VALUE;
        for (Operator operator : operators) {
            if (operator.timerMs <= nowMs) {
                operator.timerMs = Long.MAX_VALUE;
                operator.onProcessingTime(nowMs);
            }
            request(operator.timerMs);
        }
    }

    void request(long timeMs) {
        nextTimerMs = Math.min(nextTimerMs, timeMs);
    }
}
