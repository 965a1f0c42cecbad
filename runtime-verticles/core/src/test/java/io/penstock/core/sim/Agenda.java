// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.sim;

import java.util.PriorityQueue;

/**
 * What will happen, and when, in virtual time. Things at the same time happen in the order in which they were planned.
 */
final class Agenda {
    private record Step(long atMs, long order, Runnable action) implements Comparable<Step> {
        @Override
        public int compareTo(Step other) {
            int byTime = Long.compare(atMs, other.atMs);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private static final int STEPS_MAX = 1_000_000;
    private static final int DONE_PER_MS_MAX = 1_000_000;

    private final PriorityQueue<Step> steps = new PriorityQueue<>();
    private long nowMs;
    private long planned;
    private long done;
    private int doneNow;

    long nowMs() {
        return nowMs;
    }

    /** How many things have happened. */
    long done() {
        return done;
    }

    void in(long delayMs, Runnable action) {
        at(nowMs + delayMs, action);
    }

    void at(long atMs, Runnable action) {
        if (steps.size() > STEPS_MAX)
            throw new AssertionError("more than " + STEPS_MAX + " things are planned: a storm");
        steps.add(new Step(Math.max(atMs, nowMs), planned++, action));
    }

    /** Does the next thing if it is due by {@code untilMs}; else moves the time there and gives false. */
    boolean step(long untilMs) {
        Step next = steps.peek();
        if (next == null || next.atMs > untilMs) {
            nowMs = Math.max(nowMs, untilMs);
            return false;
        }
        steps.remove();
        if (next.atMs > nowMs) doneNow = 0;
        if (doneNow++ > DONE_PER_MS_MAX) throw new AssertionError("time stands still at " + nowMs + " ms");
        nowMs = next.atMs;
        done++;
        next.action.run();
        return true;
    }
}
