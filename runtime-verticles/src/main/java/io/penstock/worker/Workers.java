// SPDX-License-Identifier: Apache-2.0
package io.penstock.worker;

import java.lang.invoke.VarHandle;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs all tasks of a node: cooperative ones on as many threads as there are cores, each blocking one on a thread of
 * its own. A task costs nothing while it has nothing to do. Thread-safe.
 *
 * <pre>{@code
 * TaskHandle handle = workers.register(label, jobLoader, vertex.blocking(), listener);
 * ...build the task, with the handle to wake it...
 * handle.start(task);
 * }</pre>
 */
public final class Workers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Workers.class);

    private final WorkerOptions options;
    private final Worker[] workers;
    private final Timers timers = new Timers("penstock-timer");
    private final Thread watchdog = new Thread(this::watch, "penstock-watchdog");
    private final Cooperative cooperative = new Cooperative();
    private final AtomicInteger threadsStarted = new AtomicInteger();
    private final AtomicLong hogs = new AtomicLong();
    private final AtomicLong stuck = new AtomicLong();
    private final Set<BlockingRun> blocking = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** A pool that runs as soon as it is made. */
    public Workers(WorkerOptions options) {
        this.options = options;
        this.workers = new Worker[options.threads()];
        for (int i = 0; i < workers.length; i++) workers[i] = new Worker(this, i);
        for (Worker worker : workers) worker.startThread(nextThreadName());
        timers.start();
        watchdog.setDaemon(true);
        watchdog.start();
    }

    private String nextThreadName() {
        return "penstock-worker-" + threadsStarted.getAndIncrement();
    }

    /**
     * Makes room for a task.
     *
     * @param loader the context class loader while the task's code runs
     * @param blocking whether it needs a thread of its own
     */
    public TaskHandle register(TaskLabel label, ClassLoader loader, boolean blocking, TaskListener listener) {
        if (closed) throw new IllegalStateException("the workers are closed");
        if (blocking) return new BlockingRun(this, label, loader, listener).handle();
        TaskHandle handle = new TaskHandle(label, loader, listener, cooperative, timers);
        handle.home = Math.floorMod(label.subtask(), workers.length);
        return handle;
    }

    /** Totals since the start. */
    public WorkerStats stats() {
        long slices = 0;
        long stolen = 0;
        for (Worker worker : workers) {
            slices += worker.slices();
            stolen += worker.stolenSlices();
        }
        return new WorkerStats(slices, stolen, hogs.get(), stuck.get());
    }

    /**
     * Stops the threads after the slice they are in. Tasks are not cancelled: whoever registered them does that first.
     */
    @Override
    public void close() {
        closed = true;
        timers.close();
        watchdog.interrupt();
        for (Worker worker : workers) worker.unpark();
        for (BlockingRun run : blocking) run.unpark();
    }

    void began(BlockingRun run) {
        blocking.add(run);
    }

    void ended(BlockingRun run) {
        blocking.remove(run);
    }

    boolean isClosed() {
        return closed;
    }

    int size() {
        return workers.length;
    }

    long sliceNs() {
        return options.sliceNs();
    }

    Timers timers() {
        return timers;
    }

    boolean hasWork() {
        for (Worker worker : workers) {
            if (worker.hasWork()) return true;
        }
        return false;
    }

    /** What any other worker has to give, for one that has nothing to do. */
    @Nullable
    TaskHandle steal(int thief) {
        for (int i = 1; i < workers.length; i++) {
            TaskHandle task = workers[(thief + i) % workers.length].giveAway();
            if (task != null) return task;
        }
        return null;
    }

    @Nullable
    TaskHandle stealNeglected(int thief, long sinceNs) {
        for (int i = 1; i < workers.length; i++) {
            TaskHandle task = workers[(thief + i) % workers.length].giveAwayOlderThan(sinceNs);
            if (task != null) return task;
        }
        return null;
    }

    /**
     * Queues a task whose slice is over and that has more to do. Its own worker goes on; a sleeping one is woken if
     * there is enough for two.
     */
    void addAgain(TaskHandle task) {
        Worker home = workers[task.home];
        boolean alone = !home.hasWork();
        home.addLast(task);
        VarHandle.fullFence();
        if (home.unparkIfParked()) return;
        if (!alone) unparkOne();
    }

    private void unparkOne() {
        for (Worker worker : workers) {
            if (worker.unparkIfParked()) return;
        }
    }

    /** How cooperative tasks are queued and forced. */
    private final class Cooperative implements RunQueue {
        @Override
        public void add(TaskHandle task) {
            Worker home = workers[task.home];
            if (Worker.ofCurrentThread() == home) {
                home.addNext(task);
                VarHandle.fullFence();
                if (home.hasWorkToShare()) unparkOne();
                return;
            }
            home.addLast(task);
            VarHandle.fullFence();
            if (!home.unparkIfParked()) unparkOne();
        }

        @Override
        public void force(TaskHandle task) {
            Workers.this.force(task);
        }
    }

    /** First a chance to stop by itself, then an interrupt, then it is given up and its thread replaced. */
    void force(TaskHandle task) {
        if (!task.isLive()) return;
        long nowMs = System.currentTimeMillis();
        if (task.forced() == TaskHandle.Force.NONE) {
            task.forced(TaskHandle.Force.ASKED, nowMs + options.cancelTimeoutMs());
            return;
        }
        if (task.forced() == TaskHandle.Force.INTERRUPTED) giveUp(task);
        task.interrupt();
        if (task.isLive()) task.forced(TaskHandle.Force.INTERRUPTED, nowMs + options.interruptGraceMs());
    }

    private void giveUp(TaskHandle task) {
        Thread lost = task.giveUp();
        if (lost == null) return;
        stuck.incrementAndGet();
        for (Worker worker : workers) {
            if (worker.servingThread() == lost) worker.startThread(nextThreadName());
        }
        task.reportStuck(lost);
    }

    private void watch() {
        long everyMs = Math.max(1, options.hogMs() / 4);
        try {
            while (!closed) {
                Thread.sleep(everyMs);
                long sinceNs = System.nanoTime() - options.hogMs() * 1_000_000;
                for (Worker worker : workers) {
                    TaskHandle hog = worker.hog(sinceNs);
                    if (hog != null) relieve(worker, hog, sinceNs);
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("watchdog ends");
        }
    }

    /** The hog keeps the thread it has, which ends with its step; another one serves the queue. */
    private void relieve(Worker worker, TaskHandle hog, long sinceNs) {
        Thread held = worker.servingThread();
        if (held == null || closed) return;
        StackTraceElement[] at = held.getStackTrace();
        if (worker.hog(sinceNs) != hog) return; // it let go just now; the stack would blame what came after
        hogs.incrementAndGet();
        hog.hogged();
        LOG.warn(
                "{} has held thread {} for more than {} ms, a new thread takes over for the others. Code that waits"
                        + " belongs into an operator marked as blocking. It is at\n{}",
                hog.label(),
                held.getName(),
                options.hogMs(),
                Stacks.text(at));
        worker.startThread(nextThreadName());
    }
}
