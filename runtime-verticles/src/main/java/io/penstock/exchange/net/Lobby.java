// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange.net;

import io.vertx.core.Vertx;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connections that have not said yet whose they are: only so many at once and each for a limited time, so that
 * strangers cannot use up files and memory. Thread-safe.
 */
final class Lobby {
    private static final Logger LOG = LoggerFactory.getLogger(Lobby.class);
    private static final int GUESTS_MAX = 1_000;
    private static final long GREETING_MS_MAX = 5_000;
    private static final long SAID_NS_MIN = 10_000_000_000L;

    private final Vertx vertx;
    private final int guestsMax;
    private final long greetingMsMax;
    private final AtomicInteger guests = new AtomicInteger();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong saidNs = new AtomicLong(System.nanoTime() - SAID_NS_MIN);

    Lobby(Vertx vertx) {
        this(vertx, GUESTS_MAX, GREETING_MS_MAX);
    }

    Lobby(Vertx vertx, int guestsMax, long greetingMsMax) {
        this.vertx = vertx;
        this.guestsMax = guestsMax;
        this.greetingMsMax = greetingMsMax;
    }

    /** Somebody who may greet; leaves once, by whichever comes first. Lives on its connection's event loop. */
    final class Guest {
        private final long timer;
        private boolean here = true;

        private Guest(FrameSocket socket) {
            timer = vertx.setTimer(greetingMsMax, late -> {
                refuse(socket, "said nothing for " + greetingMsMax + " ms");
                leave();
            });
        }

        /** It has greeted, or is gone. */
        void leave() {
            if (!here) return;
            here = false;
            vertx.cancelTimer(timer);
            guests.decrementAndGet();
        }
    }

    /** Lets a connection in; one too many is closed. On its event loop. */
    Optional<Guest> admit(FrameSocket socket) {
        if (guests.incrementAndGet() > guestsMax) {
            guests.decrementAndGet();
            refuse(socket, "came while " + guestsMax + " others had not greeted yet");
            return Optional.empty();
        }
        return Optional.of(new Guest(socket));
    }

    /** Told now and then only: whoever floods a port must not flood the log too. */
    private void refuse(FrameSocket socket, String why) {
        socket.close();
        long count = refused.incrementAndGet();
        long last = saidNs.get();
        long now = System.nanoTime();
        if (now - last < SAID_NS_MIN || !saidNs.compareAndSet(last, now)) return;
        LOG.warn("{} {}: connection closed; {} such connections so far", socket.remote(), why, count);
    }
}
