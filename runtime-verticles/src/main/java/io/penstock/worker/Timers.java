// SPDX-License-Identifier: Apache-2.0
package io.penstock.worker;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoField;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wall-clock timers on one thread that sleeps until the next is due. Moving a timer to a later time costs one write:
 * its entry stays where it is and moves when it comes up, since a task that runs all the time moves its timer all the
 * time. Thread-safe.
 */
final class Timers {
    private static final Logger LOG = LoggerFactory.getLogger(Timers.class);

    /** Longest sleep while a timer is set, so that a jump of the wall clock is noticed. */
    private static final long SLEEP_MAX_NS = 1_000_000_000;

    private static final long NEVER = Long.MAX_VALUE;

    private final PriorityQueue<Entry> entries =
            new PriorityQueue<>(Comparator.comparingLong(Entry::atMs).thenComparingLong(Entry::sequence));
    private final Clock clock = Clock.systemUTC();
    private final Thread thread;
    private long sequence;
    private boolean closed;

    /** One timer; it has at most one entry. */
    static final class Timer {
        private final Runnable action;
        private volatile long wantedMs = NEVER;
        private @Nullable Entry entry;

        Timer(Runnable action) {
            this.action = action;
        }
    }

    private record Entry(Timer timer, long atMs, long sequence) {}

    Timers(String threadName) {
        thread = new Thread(this::run, threadName);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    Timer newTimer(Runnable action) {
        return new Timer(action);
    }

    /** Has the timer fire at {@code atMs} and at no other time; {@code Long.MAX_VALUE} for never. */
    void set(Timer timer, long atMs) {
        if (timer.wantedMs == atMs) return;
        synchronized (this) {
            timer.wantedMs = atMs;
            Entry entry = timer.entry;
            if (entry != null && (atMs == NEVER || entry.atMs > atMs)) {
                entries.remove(entry);
                timer.entry = null;
                entry = null;
            }
            if (entry != null || atMs == NEVER || closed) return;
            Entry first = entries.peek();
            push(timer, atMs);
            if (first != null && first.atMs <= atMs) return;
        }
        LockSupport.unpark(thread);
    }

    private void push(Timer timer, long atMs) {
        Entry entry = new Entry(timer, atMs, sequence++);
        timer.entry = entry;
        entries.add(entry);
    }

    void close() {
        synchronized (this) {
            closed = true;
            entries.clear();
        }
        LockSupport.unpark(thread);
    }

    private void run() {
        while (true) {
            Timer due;
            long sleepNs;
            synchronized (this) {
                if (closed) return;
                Instant now = clock.instant();
                due = takeDue(now.toEpochMilli());
                Entry next = entries.peek();
                sleepNs = next == null ? NEVER : nanosUntil(next.atMs, now);
            }
            if (due != null) fire(due);
            else if (sleepNs == NEVER) LockSupport.park(this);
            else LockSupport.parkNanos(this, sleepNs);
        }
    }

    /** Counted from within the millisecond: whole ones would oversleep by half of one on average. */
    static long nanosUntil(long atMs, Instant now) {
        long leftMs = atMs - now.toEpochMilli();
        if (leftMs > SLEEP_MAX_NS / 1_000_000) return SLEEP_MAX_NS;
        return Math.max(1, leftMs * 1_000_000 - now.get(ChronoField.NANO_OF_SECOND) % 1_000_000);
    }

    /** The first timer that is due, or null; entries that came up too early for their timer are moved. */
    private @Nullable Timer takeDue(long nowMs) {
        for (Entry first = entries.peek(); first != null && first.atMs <= nowMs; first = entries.peek()) {
            entries.remove();
            Timer timer = first.timer;
            timer.entry = null;
            if (timer.wantedMs <= nowMs) {
                timer.wantedMs = NEVER;
                return timer;
            }
            push(timer, timer.wantedMs);
        }
        return null;
    }

    private static void fire(Timer timer) {
        try {
            timer.action.run();
        } catch (RuntimeException e) {
            LOG.error("a timer's action failed", e);
        }
    }
}
