// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.async;

import io.vertx.core.Future;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A small pool of named daemon threads for calls that may block, so that they block neither an event loop nor Vert.x's
 * own workers.
 *
 * <p>Futures complete on the Vert.x context of the caller; a caller without one gets them on a thread of the pool. The
 * queue is bounded: a call too many fails with {@link RejectedExecutionException} instead of piling up. Thread-safe.
 */
public final class Offload implements AutoCloseable {
    private static final long IDLE_SECONDS = 10;

    private final ThreadPoolExecutor pool;

    private Offload(String name, int threads, int queuedMax) {
        AtomicInteger number = new AtomicInteger();
        pool = new ThreadPoolExecutor(
                threads, threads, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(queuedMax), task -> {
                    Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
    }

    /**
     * A pool of up to {@code threads} threads that lets {@code queuedMax} calls wait. Idle threads end by themselves.
     */
    public static Offload pool(String name, int threads, int queuedMax) {
        return new Offload(name, threads, queuedMax);
    }

    /** One thread: calls run one after the other in the order they were made. */
    public static Offload single(String name, int queuedMax) {
        return new Offload(name, 1, queuedMax);
    }

    /** Runs a call that may block. What it throws is the future's failure. */
    public <T> Future<T> call(Callable<T> call) {
        Reply<T> reply = new Reply<>();
        submit(
                () -> {
                    try {
                        reply.complete(call.call());
                    } catch (Exception e) {
                        reply.fail(e);
                    }
                },
                reply);
        return reply.future();
    }

    /** Starts an asynchronous call whose very start may block; the future ends as the stage does. */
    public <T> Future<T> stage(Callable<CompletionStage<T>> call) {
        Reply<T> reply = new Reply<>();
        submit(
                () -> {
                    try {
                        call.call().whenComplete((value, failure) -> {
                            if (failure == null) {
                                reply.complete(value);
                            } else {
                                reply.fail(failure);
                            }
                        });
                    } catch (Exception e) {
                        reply.fail(e);
                    }
                },
                reply);
        return reply.future();
    }

    private <T> void submit(Runnable task, Reply<T> reply) {
        try {
            pool.execute(task);
        } catch (RejectedExecutionException e) {
            reply.fail(e);
        }
    }

    /** The pool as an executor, for callbacks that must not run on somebody else's threads. */
    public Executor executor() {
        return pool;
    }

    /** Runs a last call behind those that wait, then refuses further ones. A second finish is done at once. */
    public Future<Void> finish(Callable<Void> last) {
        return call(last).onComplete(ignored -> pool.shutdown()).recover(failure -> {
            boolean finished = failure instanceof RejectedExecutionException && pool.isShutdown();
            return finished ? Future.succeededFuture() : Future.failedFuture(failure);
        });
    }

    /** Refuses new calls, lets queued ones run, and waits at most {@code timeoutMs}; then interrupts what is left. */
    public void close(long timeoutMs) {
        pool.shutdown();
        try {
            if (!pool.awaitTermination(timeoutMs, TimeUnit.MILLISECONDS)) {
                pool.shutdownNow();
            }
        } catch (InterruptedException e) {
            pool.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    /** Refuses new calls and interrupts the running ones, without waiting. */
    @Override
    public void close() {
        pool.shutdownNow();
    }
}
