// SPDX-License-Identifier: Apache-2.0
package io.penstock.effect;

import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Keyed timers of one machine. Used on the machine's context only, where they also fire. */
public final class TimerEffects {
    private final Vertx vertx;
    private final NodeClock clock;
    private final Consumer<String> fired;
    private final Map<String, Long> running = new HashMap<>();
    /** Timers that are due when started have ids of their own, below those of Vert.x. */
    private long nextDueId = -1;

    /** {@code fired} is called with the key, never from within {@link #start}. */
    public TimerEffects(Vertx vertx, NodeClock clock, Consumer<String> fired) {
        this.vertx = vertx;
        this.clock = clock;
        this.fired = fired;
    }

    /** Starts the key's timer, or restarts it. A time in the past fires at once. */
    public void start(String key, long atMs) {
        cancel(key);
        long delayMs = atMs - clock.nowMs();
        if (delayMs > 0) {
            running.put(key, vertx.setTimer(delayMs, id -> fire(key, id)));
        } else {
            long id = nextDueId--;
            running.put(key, id);
            vertx.getOrCreateContext().runOnContext(due -> fire(key, id));
        }
    }

    /** Cancels the key's timer if it runs. */
    public void cancel(String key) {
        Long id = running.remove(key);
        if (id != null) vertx.cancelTimer(id);
    }

    /** Cancels all. */
    public void close() {
        running.values().forEach(vertx::cancelTimer);
        running.clear();
    }

    private void fire(String key, long id) {
        if (running.remove(key, id)) fired.accept(key);
    }
}
