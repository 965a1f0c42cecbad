// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.membership;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices when the membership path stands still: Vert.x's cluster manager handles a lost member under its monitor with
 * many map calls, and one that hangs has kept a cluster broken for days. Two signs count: a probe that needs that
 * monitor does not come back, or membership events do not catch up with the members there are.
 *
 * <p>A process that was itself frozen or starved is not stuck: when the watch's own tick comes late, it begins to count
 * anew.
 */
public final class MembershipWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MembershipWatch.class);

    private final Runnable probe;
    private final BooleanSupplier delivered;
    private final long stalledAfterMs;
    private final long tickMs;
    private final BiConsumer<String, String> onStalled;
    private final Thread watcher = new Thread(this::watch, "penstock-membership-watch");
    private final Thread prober = new Thread(this::probe, "penstock-membership-probe");
    private final AtomicLong probedAtMs = new AtomicLong();
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * A watch that is not running yet.
     *
     * @param probe takes the monitor in question and gives it back; may block
     * @param delivered whether membership events have caught up; must not block
     * @param onStalled called at most once, on the watch's thread, with a sentence and a thread dump
     */
    public MembershipWatch(
            Runnable probe,
            BooleanSupplier delivered,
            long stalledAfterMs,
            long tickMs,
            BiConsumer<String, String> onStalled) {
        this.probe = probe;
        this.delivered = delivered;
        this.stalledAfterMs = stalledAfterMs;
        this.tickMs = tickMs;
        this.onStalled = onStalled;
        watcher.setDaemon(true);
        prober.setDaemon(true);
    }

    /** The probe and the delivery check of a running membership. */
    public static BooleanSupplier deliveryOf(HazelcastMembership membership) {
        return membership::isDelivered;
    }

    public void start() {
        probedAtMs.set(nowMs());
        watcher.start();
        prober.start();
    }

    @Override
    public void close() {
        closed.set(true);
        watcher.interrupt();
        prober.interrupt();
    }

    private void probe() {
        while (!closed.get() && pause()) {
            probe.run();
            probedAtMs.set(nowMs());
        }
    }

    private void watch() {
        long lastTickMs = nowMs();
        long deliveredAtMs = lastTickMs;
        while (!closed.get() && pause()) {
            long nowMs = nowMs();
            if (nowMs - lastTickMs > tickMs + stalledAfterMs / 2) {
                probedAtMs.set(nowMs);
                deliveredAtMs = nowMs;
            }
            lastTickMs = nowMs;
            if (isDelivered()) {
                deliveredAtMs = nowMs;
            }
            if (nowMs - probedAtMs.get() > stalledAfterMs) {
                stalled("the cluster manager has held its monitor for more than " + stalledAfterMs + " ms");
                return;
            }
            if (nowMs - deliveredAtMs > stalledAfterMs) {
                stalled("membership events have been behind for more than " + stalledAfterMs + " ms");
                return;
            }
        }
    }

    private boolean isDelivered() {
        try {
            return delivered.getAsBoolean();
        } catch (RuntimeException e) {
            LOG.debug("The members cannot be read while the node ends", e);
            return true;
        }
    }

    private void stalled(String detail) {
        if (!closed.get()) {
            onStalled.accept(detail, threadDump());
        }
    }

    private static String threadDump() {
        StringBuilder dump = new StringBuilder();
        for (ThreadInfo thread : ManagementFactory.getThreadMXBean().dumpAllThreads(true, true)) {
            dump.append(thread);
        }
        return dump.toString();
    }

    private boolean pause() {
        try {
            Thread.sleep(tickMs);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    private static long nowMs() {
        return System.nanoTime() / 1_000_000;
    }
}
