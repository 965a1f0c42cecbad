// SPDX-License-Identifier: Apache-2.0
package io.penstock.job;

import io.penstock.cluster.async.Reply;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The one thread on which a job's program is evaluated and its tasks are built, in order. It is the job's alone and
 * ends soon when there is nothing to do, so that nothing the user's code leaves on it outlives the job. Thread-safe.
 */
final class ProgramThread implements AutoCloseable {
    private static final long IDLE_MS = 1_000;

    private final Vertx vertx;
    private final String job;
    private final ThreadPoolExecutor executor;

    ProgramThread(Vertx vertx, String job, ClassLoader loader) {
        this.vertx = vertx;
        this.job = job;
        this.executor =
                new ThreadPoolExecutor(1, 1, IDLE_MS, TimeUnit.MILLISECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(null, task, "penstock-program-" + job, 0, false);
                    thread.setDaemon(true);
                    thread.setContextClassLoader(loader);
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
    }

    /**
     * Runs code. Completes on the caller's context with what it gives or throws, or fails with
     * {@link ProgramRefusedException} when it takes longer than the limit; it is then interrupted, and nothing runs on
     * this thread any more.
     */
    <T> Future<T> call(long limitMs, Callable<T> code) {
        Reply<T> reply = new Reply<>();
        try {
            executor.execute(() -> run(code, reply));
        } catch (RejectedExecutionException e) {
            reply.fail(ProgramRefusedException.because("the program of job " + job + " was stopped"));
        }
        long timer = vertx.setTimer(limitMs, id -> {
            executor.shutdownNow();
            reply.fail(ProgramRefusedException.because("the program did not return from define within " + limitMs
                    + " ms; define only describes the job, work belongs into its functions"));
        });
        return reply.future().onComplete(done -> vertx.cancelTimer(timer));
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }

    private static <T> void run(Callable<T> code, Reply<T> reply) {
        try {
            reply.complete(code.call());
        } catch (Exception | LinkageError | AssertionError | StackOverflowError | OutOfMemoryError e) {
            reply.fail(e);
        }
    }
}
