// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.state;

import java.util.Objects;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The timers of one operator, subtask and time domain: a heap in order of time, then of registration, so that a replay
 * fires them alike. A (key, time) is there once, however often it is registered.
 */
public final class TimerQueue {
    private static final int TOMBSTONES_MIN = 64;

    private final PriorityQueue<Timer> heap = new PriorityQueue<>();
    private final ObjectTable live = new AnyKeyObjectTable(8);
    private long registered;

    /** A timer of a key. Equal by key and time. */
    public static final class Timer implements Comparable<Timer> {
        private final Object key;
        private final long timeMs;
        private final long order;
        private boolean removed;

        Timer(Object key, long timeMs, long order) {
            this.key = key;
            this.timeMs = timeMs;
            this.order = order;
        }

        /** Whose timer it is. */
        public Object key() {
            return key;
        }

        /** When it is due. */
        public long timeMs() {
            return timeMs;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Timer timer && timer.timeMs == timeMs && timer.key.equals(key);
        }

        @Override
        public int hashCode() {
            return 31 * key.hashCode() + Long.hashCode(timeMs);
        }

        @Override
        public int compareTo(Timer other) {
            int byTime = Long.compare(timeMs, other.timeMs);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    /** Adds a timer unless it is there. */
    public void register(Object key, long timeMs) {
        Timer timer = new Timer(key, timeMs, registered);
        int slot = live.slot(timer);
        if (live.get(slot) != null) return;
        registered++;
        live.set(slot, timer);
        heap.add(timer);
    }

    /** Removes a timer if it is there. */
    public void delete(Object key, long timeMs) {
        int slot = live.find(new Timer(key, timeMs, 0));
        if (slot < 0) return;
        if (live.get(slot) instanceof Timer timer) timer.removed = true;
        live.removeAt(slot);
        int tombstones = heap.size() - live.size();
        if (tombstones > TOMBSTONES_MIN && tombstones > live.size()) heap.removeIf(timer -> timer.removed);
    }

    /** Takes the first timer that is due at that time out of the queue, or returns null. */
    public @Nullable Timer poll(long nowMs) {
        while (true) {
            Timer first = heap.peek();
            if (first == null || (!first.removed && first.timeMs > nowMs)) return null;
            heap.poll();
            if (first.removed) continue;
            live.removeAt(live.find(first));
            return first;
        }
    }

    /** When the next timer is due; {@code Long.MAX_VALUE} if there is none. May be too early by a deleted timer. */
    public long nextMs() {
        Timer first = heap.peek();
        return first == null ? Long.MAX_VALUE : first.timeMs;
    }

    /** Number of timers. */
    public int size() {
        return live.size();
    }

    /** Has every timer saved as an entry of that name, with its place in the order of registration. */
    public void snapshot(String state, StateSnapshot out) {
        out.walk(live, slot -> {
            if (live.keyAt(slot) instanceof Timer timer)
                out.add(new StateEntry(state, timer.key, timer.timeMs, timer.order));
        });
    }

    /** Takes a timer of a snapshot back, so that it fires after those of the same time that were registered before. */
    public void restore(StateEntry entry) {
        long next = registered;
        long order = entry.value() instanceof Long saved ? saved : next;
        registered = order;
        register(Objects.requireNonNull(entry.key()), (Long) Objects.requireNonNull(entry.detail()));
        registered = Math.max(next, order + 1);
    }
}
