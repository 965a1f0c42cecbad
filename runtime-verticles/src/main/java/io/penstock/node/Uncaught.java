// SPDX-License-Identifier: Apache-2.0
package io.penstock.node;

import io.vertx.core.Handler;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears of what nobody catches on an event loop. Bytes at the event bus's port that no node sent are one line now and
 * then, since whoever can connect can send them as often as they like; everything else is a mistake of ours and told
 * whole. Thread-safe.
 */
final class Uncaught implements Handler<Throwable> {
    private static final Logger LOG = LoggerFactory.getLogger(Uncaught.class);
    private static final long PAUSE_MS = 10_000;
    /** Reads what comes from other nodes; what it hands on to is found above it in a trace. */
    private static final String READS_BUS = "io.vertx.core.eventbus.impl.clustered.InboundConnection";

    private static final String HANDS_ON = "deliverMessageLocally";

    private final LongSupplier nowMs;
    private final AtomicLong garbage = new AtomicLong();
    private final AtomicLong quietUntilMs = new AtomicLong(Long.MIN_VALUE);

    /** {@code nowMs}: any clock that does not go back. */
    Uncaught(LongSupplier nowMs) {
        this.nowMs = nowMs;
    }

    @Override
    public void handle(Throwable thrown) {
        if (!isGarbage(thrown)) {
            LOG.error("uncaught on {}", Thread.currentThread().getName(), thrown);
            return;
        }
        long count = garbage.incrementAndGet();
        long now = nowMs.getAsLong();
        long quietUntil = quietUntilMs.get();
        if (now < quietUntil || !quietUntilMs.compareAndSet(quietUntil, now + PAUSE_MS)) return;
        LOG.warn(
                "somebody sends to the event bus what is no message of a node ({} times so far): {}",
                count,
                thrown.toString());
    }

    /** Whether it was thrown while reading, not by whoever got what was read. */
    private static boolean isGarbage(Throwable thrown) {
        StackTraceElement[] trace = thrown.getStackTrace();
        return Arrays.stream(trace).anyMatch(at -> at.getClassName().equals(READS_BUS))
                && Arrays.stream(trace).noneMatch(at -> at.getMethodName().equals(HANDS_ON));
    }
}
