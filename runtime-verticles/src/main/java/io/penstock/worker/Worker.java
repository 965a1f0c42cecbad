// SPDX-License-Identifier: Apache-2.0
package io.penstock.worker;

import java.lang.invoke.VarHandle;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One of the cores' run queues and the thread that serves it. The thread may be replaced while a task holds it; the
 * queue stays.
 *
 * <p>Order: first the task that the last one woke, since its input is still in the cache (a few times in a row at most,
 * or two tasks that feed each other would starve the rest); then the queue; then, only when there is nothing else, what
 * waits for other workers. A worker that never runs dry still looks around now and then, since its peer may have lost
 * its core to another process.
 */
final class Worker {
    private static final int RUN_NEXT_MAX = 3;
    private static final int TICKS_BETWEEN_LOOKS = 61;
    private static final long NS_BETWEEN_LOOKS = 500_000;
    private static final long UNFAIR_WAIT_NS = 1_000_000;
    private static final int SPINS_BEFORE_PARK = 200;

    /** A task that others had to run so often in a row moves to the last of them. */
    private static final int AWAY_RUNS_MAX = 64;

    private final Workers pool;
    private final int index;
    private final Queue<TaskHandle> queue = new ConcurrentLinkedQueue<>();
    private final AtomicReference<@Nullable TaskHandle> runNext = new AtomicReference<>();

    private volatile @Nullable Thread thread;
    private volatile boolean parked;

    /** The task in a slice, and since when, for the watchdog. */
    private volatile @Nullable TaskHandle current;

    private volatile long sliceStartNs;

    private int ticks;
    private int runNextStreak;
    private long lastLookNs;
    private volatile long slices;
    private volatile long stolen;

    Worker(Workers pool, int index) {
        this.pool = pool;
        this.index = index;
    }

    /** Starts its thread, or a new one in place of one that a task does not give back. */
    synchronized void startThread(String name) {
        Thread next = new WorkerThread(this, name);
        current = null;
        thread = next;
        next.start();
    }

    /** Knows its worker, so that a wake-up from a task can tell on whose thread it is. */
    private static final class WorkerThread extends Thread {
        private final Worker worker;

        WorkerThread(Worker worker, String name) {
            super(worker::serve, name);
            this.worker = worker;
            setDaemon(true);
        }
    }

    /** The worker which the calling thread serves, or null. */
    static @Nullable Worker ofCurrentThread() {
        if (!(Thread.currentThread() instanceof WorkerThread caller)) return null;
        return caller.worker.thread == caller ? caller.worker : null;
    }

    /** Queues a task behind all others. */
    void addLast(TaskHandle task) {
        task.queuedNs = System.nanoTime();
        queue.add(task);
    }

    /** Queues a task woken on this very worker: it runs next. A task that was to run next goes to the queue. */
    void addNext(TaskHandle task) {
        task.queuedNs = System.nanoTime();
        TaskHandle displaced = runNext.getAndSet(task);
        if (displaced != null) queue.add(displaced);
    }

    /** Whether more waits than the one task that a worker will run right after its present one. */
    boolean hasWorkToShare() {
        return !queue.isEmpty();
    }

    boolean hasWork() {
        return !queue.isEmpty() || runNext.get() != null;
    }

    /** Wakes its thread if it sleeps and nobody else is about to wake it. */
    boolean unparkIfParked() {
        if (!parked) return false;
        parked = false;
        LockSupport.unpark(thread);
        return true;
    }

    void unpark() {
        LockSupport.unpark(thread);
    }

    private void serve() {
        Thread me = Thread.currentThread();
        ClassLoader own = me.getContextClassLoader();
        int spins = 0;
        while (thread == me && !pool.isClosed()) {
            TaskHandle task = next();
            if (task != null) {
                spins = 0;
                run(task, me);
            } else if (++spins < SPINS_BEFORE_PARK) {
                Thread.onSpinWait();
            } else {
                spins = 0;
                me.setContextClassLoader(own);
                park(me);
            }
        }
    }

    private void park(Thread me) {
        parked = true;
        VarHandle.fullFence();
        if (!pool.hasWork() && !pool.isClosed() && thread == me) LockSupport.park(this);
        parked = false;
    }

    private void run(TaskHandle task, Thread me) {
        if (me.getContextClassLoader() != task.loader()) me.setContextClassLoader(task.loader());
        sliceStartNs = System.nanoTime();
        current = task;
        boolean again = task.runSlice(pool.sliceNs());
        if (thread == me) {
            current = null;
            count(task);
        }
        if (again) pool.addAgain(task);
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // only the serving thread writes; others read totals
    private void count(TaskHandle task) {
        slices++;
        if (task.home == index) {
            task.awayRuns = 0;
            return;
        }
        stolen++;
        if (++task.awayRuns >= AWAY_RUNS_MAX) {
            task.awayRuns = 0;
            task.home = index;
        }
    }

    private @Nullable TaskHandle next() {
        if (runNextStreak < RUN_NEXT_MAX) {
            TaskHandle next = runNext.getAndSet(null);
            if (next != null) {
                runNextStreak++;
                return next;
            }
        }
        runNextStreak = 0;
        TaskHandle neglected = pool.size() > 1 ? lookAround() : null;
        if (neglected != null) return neglected;
        TaskHandle first = giveAway();
        return first != null ? first : pool.steal(index);
    }

    /** Now and then: a task that has waited at a peer much longer than the first of this queue has waited here. */
    private @Nullable TaskHandle lookAround() {
        long nowNs = System.nanoTime();
        if (++ticks < TICKS_BETWEEN_LOOKS && nowNs - lastLookNs < NS_BETWEEN_LOOKS) return null;
        ticks = 0;
        lastLookNs = nowNs;
        TaskHandle first = queue.peek();
        long fairNs = UNFAIR_WAIT_NS + (first == null ? 0 : nowNs - first.queuedNs);
        return pool.stealNeglected(index, nowNs - fairNs);
    }

    /** The first task that waits here, or null. Also for peers that have nothing to do. */
    @Nullable
    TaskHandle giveAway() {
        TaskHandle first = queue.poll();
        return first != null ? first : runNext.getAndSet(null);
    }

    /** A task that was queued before {@code sinceNs}, or null. */
    @Nullable
    TaskHandle giveAwayOlderThan(long sinceNs) {
        TaskHandle first = queue.peek();
        if (first != null && first.queuedNs - sinceNs < 0) return queue.poll();
        TaskHandle next = runNext.get();
        boolean old = next != null && next.queuedNs - sinceNs < 0;
        return old && runNext.compareAndSet(next, null) ? next : null;
    }

    /** For the watchdog: the task that has held the thread since before {@code sinceNs}, or null. */
    @Nullable
    TaskHandle hog(long sinceNs) {
        TaskHandle task = current;
        boolean old = task != null && sliceStartNs - sinceNs < 0;
        return old && task == current ? task : null;
    }

    @Nullable
    Thread servingThread() {
        return thread;
    }

    long slices() {
        return slices;
    }

    long stolenSlices() {
        return stolen;
    }
}
