// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.sim;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/**
 * What will happen, and when, in virtual time. Things at the same time happen in the order in which they were planned.
 *
 * <p>Most of it happens soon, so the near future is a wheel with one place per millisecond, and only what is further
 * away is sorted. It enters the wheel before anything else can be planned for that time, which keeps the order.
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
    private static final int WHEEL_MS = 2_048;

    private final List<ArrayDeque<Runnable>> wheel = new ArrayList<>(WHEEL_MS);
    private final PriorityQueue<Step> later = new PriorityQueue<>();
    private int soon;
    private long nowMs;
    private long planned;
    private long done;
    private int doneNow;

    Agenda() {
        for (int i = 0; i < WHEEL_MS; i++) wheel.add(new ArrayDeque<>(2));
    }

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
        if (soon + later.size() > STEPS_MAX)
            throw new AssertionError("more than " + STEPS_MAX + " things are planned: a storm");
        long whenMs = Math.max(atMs, nowMs);
        if (whenMs - nowMs < WHEEL_MS) {
            place(whenMs).add(action);
            soon++;
        } else {
            later.add(new Step(whenMs, planned++, action));
        }
    }

    /** Does the next thing if it is due by {@code untilMs}; else moves the time there and gives false. */
    boolean step(long untilMs) {
        ArrayDeque<Runnable> due = place(nowMs);
        while (due.isEmpty()) {
            if (nowMs >= untilMs) return false;
            turn(soon > 0 ? nowMs + 1 : Math.min(untilMs, nextLaterMs()));
            due = place(nowMs);
        }
        if (doneNow++ > DONE_PER_MS_MAX) throw new AssertionError("time stands still at " + nowMs + " ms");
        done++;
        soon--;
        due.remove().run();
        return true;
    }

    private long nextLaterMs() {
        Step next = later.peek();
        return next == null ? Long.MAX_VALUE : next.atMs;
    }

    private void turn(long toMs) {
        nowMs = toMs;
        doneNow = 0;
        while (nextLaterMs() - nowMs < WHEEL_MS) {
            Step next = later.remove();
            place(next.atMs).add(next.action);
            soon++;
        }
    }

    private ArrayDeque<Runnable> place(long atMs) {
        return wheel.get((int) (atMs & (WHEEL_MS - 1)));
    }
}
