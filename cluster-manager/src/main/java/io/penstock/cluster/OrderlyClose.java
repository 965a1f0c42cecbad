// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster;

import io.penstock.cluster.async.Reply;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a node once, in order and within a deadline: the steps of the shell (last added first), then Vert.x, then what
 * lies below. Also runs when the process is asked to end. A step that fails or hangs is logged and passed over.
 * Thread-safe.
 */
final class OrderlyClose {
    private static final Logger LOG = LoggerFactory.getLogger(OrderlyClose.class);

    /** The steps get this share of the deadline at most, so that leaving the cluster has its turn. */
    private static final double STEPS_SHARE = 0.5;

    private final Deque<Supplier<Future<?>>> steps = new ArrayDeque<>();
    private final Supplier<Future<?>> vertxClose;
    private final Below below;
    private final long deadlineMs;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook = new Thread(this::closeAndWait, "penstock-shutdown");

    /** What is closed last. */
    @FunctionalInterface
    interface Below {
        /** Closes within the time; blocks. */
        void close(long remainingMs);
    }

    OrderlyClose(Supplier<Future<?>> vertxClose, Below below, long deadlineMs) {
        this.vertxClose = vertxClose;
        this.below = below;
        this.deadlineMs = deadlineMs;
    }

    /** Lets the end of the process run this. */
    void hookShutdown() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    void add(Supplier<Future<?>> step) {
        synchronized (steps) {
            steps.push(step);
        }
    }

    boolean hasBegun() {
        return begun.get();
    }

    Future<Void> close() {
        Reply<Void> reply = new Reply<>();
        Thread thread = new Thread(
                () -> {
                    closeAndWait();
                    reply.complete(null);
                },
                "penstock-close");
        thread.start();
        return reply.future();
    }

    private void closeAndWait() {
        if (begun.compareAndSet(false, true)) {
            try {
                closeOnce();
            } finally {
                ended.countDown();
            }
            return;
        }
        try {
            if (!ended.await(deadlineMs, TimeUnit.MILLISECONDS)) {
                LOG.warn("The node did not end within {} ms", deadlineMs);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void closeOnce() {
        long beginNs = System.nanoTime();
        unhook();
        long stepsMs = (long) (deadlineMs * STEPS_SHARE);
        Supplier<Future<?>> step = nextStep();
        while (step != null) {
            await("a step of the shell", step, stepsMs - sinceMs(beginNs));
            step = nextStep();
        }
        await("Vert.x", vertxClose, (deadlineMs - sinceMs(beginNs)) / 2);
        below.close(Math.max(1, deadlineMs - sinceMs(beginNs)));
    }

    private void unhook() {
        if (Thread.currentThread() == hook) {
            return;
        }
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            LOG.debug("The process is ending already", e);
        }
    }

    private @Nullable Supplier<Future<?>> nextStep() {
        synchronized (steps) {
            return steps.poll();
        }
    }

    private static void await(String what, Supplier<Future<?>> step, long waitMs) {
        try {
            step.get().toCompletionStage().toCompletableFuture().get(Math.max(1, waitMs), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException e) {
            LOG.warn("Closing: {} did not end in {} ms, going on without it", what, waitMs);
        } catch (ExecutionException | RuntimeException e) {
            LOG.warn("Closing: {} failed, going on", what, e);
        }
    }

    private static long sinceMs(long beginNs) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beginNs);
    }
}
