// SPDX-License-Identifier: Apache-2.0
package io.penstock.worker;

import io.penstock.core.flow.Progress;
import io.penstock.core.flow.Task;
import io.penstock.core.flow.TaskStatus;
import io.penstock.core.flow.channel.Wakeable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A task in the pool. Its run state goes IDLE to SCHEDULED (queued) to RUNNING to IDLE; a wake-up while it is RUNNING
 * makes it NOTIFIED, upon which it is queued again after the slice. So a task is in at most one queue and on at most
 * one thread, and no wake-up is lost: whoever publishes data and then wakes either finds it IDLE and queues it, or
 * knows that a step which has not begun yet will see the data.
 */
public final class TaskHandle implements Wakeable {
    private static final Logger LOG = LoggerFactory.getLogger(TaskHandle.class);

    private static final int IDLE = 0;
    private static final int SCHEDULED = 1;
    private static final int RUNNING = 2;
    private static final int NOTIFIED = 3;
    private static final int ENDED = 4;
    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(TaskHandle.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final TaskLabel label;
    private final ClassLoader loader;
    private final TaskListener listener;
    private final RunQueue queue;
    private final Timers timers;
    private final Timers.Timer timer;
    private final Timers.Timer force;
    private final AtomicBoolean reported = new AtomicBoolean();

    /** Begins SCHEDULED but in no queue, so that wake-ups before {@link #start} do nothing. */
    private volatile int state = SCHEDULED;

    private volatile @Nullable Task task;
    private volatile boolean cancelled;
    private boolean open;
    private volatile Force forced = Force.NONE;
    private TaskStatus lastStatus = TaskStatus.CREATED;
    private @Nullable Thread runner;
    private final TaskTimes times = new TaskTimes();

    /** Written by the watchdog only. */
    private volatile long hogs;

    /** Since when it waits in a queue; written before it is queued. */
    long queuedNs;

    /** How often in a row others than its home worker ran it. */
    int awayRuns;

    /** Where it is queued: the core whose cache holds its state. */
    volatile int home;

    TaskHandle(TaskLabel label, ClassLoader loader, TaskListener listener, RunQueue queue, Timers timers) {
        this.label = label;
        this.loader = loader;
        this.listener = listener;
        this.queue = queue;
        this.timers = timers;
        this.timer = timers.newTimer(this::wake);
        this.force = timers.newTimer(() -> queue.force(this));
    }

    /** What it is called. */
    public TaskLabel label() {
        return label;
    }

    /** How many of its steps have held their thread longer than {@link WorkerOptions#hogMs}. */
    public long hogs() {
        return hogs;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // only the watchdog writes; others read
    void hogged() {
        hogs++;
    }

    ClassLoader loader() {
        return loader;
    }

    /** Opens and runs the task from now on. Called once. */
    public void start(Task toRun) {
        if (task != null) throw new IllegalStateException(label + " was started already");
        task = toRun;
        if (cancelled) {
            toRun.cancel();
            queue.force(this);
        }
        queue.add(this);
    }

    @Override
    public void wake() {
        VarHandle.fullFence();
        while (true) {
            int seen = state;
            if (seen == SCHEDULED || seen == NOTIFIED || seen == ENDED) return;
            if (seen == IDLE) {
                if (STATE.compareAndSet(this, IDLE, SCHEDULED)) {
                    queue.add(this);
                    return;
                }
            } else if (STATE.compareAndSet(this, RUNNING, NOTIFIED)) {
                return;
            }
        }
    }

    /**
     * Wakes it when the wall clock reaches {@code timeMs}. Only the latest call counts; {@code Long.MAX_VALUE} for
     * never.
     */
    public void wakeAt(long timeMs) {
        timers.set(timer, timeMs);
    }

    /** Has the task stop: at its next step, or by force as {@link WorkerOptions} says. Idempotent. */
    public void cancel() {
        if (cancelled) return;
        cancelled = true;
        Task started = task;
        if (started == null) return;
        started.cancel();
        wake();
        queue.force(this);
    }

    /** Time it worked or waited for a thread, waited for input, and waited for room downstream. From any thread. */
    public Spent spent() {
        return times.read(System.nanoTime());
    }

    /** See {@link #spent}. */
    public record Spent(long busyMs, long idleMs, long backPressuredMs) {}

    /** Whether it is still on its way: not yet ended, failed or stuck. */
    public boolean isLive() {
        return !reported.get();
    }

    /**
     * Runs it for a while on the calling thread, which has taken it from its queue.
     *
     * @return whether it must be queued again
     */
    boolean runSlice(long sliceNs) {
        STATE.setVolatile(this, RUNNING);
        VarHandle.fullFence();
        enter();
        Progress progress;
        try {
            progress = advance(sliceNs);
        } catch (Throwable thrown) {
            fail(thrown);
            progress = Progress.DONE;
        } finally {
            leave();
        }
        if (progress == Progress.DONE) {
            STATE.setVolatile(this, ENDED);
            timers.set(timer, Long.MAX_VALUE);
            timers.set(force, Long.MAX_VALUE);
            return false;
        }
        if (progress == Progress.NONE && STATE.compareAndSet(this, RUNNING, IDLE)) return false;
        STATE.setVolatile(this, SCHEDULED);
        return true;
    }

    private Progress advance(long sliceNs) {
        Task running = Objects.requireNonNull(task);
        long startNs = System.nanoTime();
        times.run(startNs, queuedNs);
        if (!open) {
            if (cancelled) return end(running, TaskStatus.CANCELED);
            running.open(System.currentTimeMillis());
            open = true;
            report(running.status());
            startNs = System.nanoTime();
        }
        while (true) {
            Progress progress = running.step(System.currentTimeMillis());
            TaskStatus status = running.status();
            if (progress == Progress.DONE) return end(running, status);
            if (status != lastStatus) report(status);
            if (progress == Progress.NONE) {
                times.rest(System.nanoTime(), running.counters().backPressured());
                return progress;
            }
            if (System.nanoTime() - startNs >= sliceNs) return progress;
        }
    }

    private void report(TaskStatus status) {
        lastStatus = status;
        if (!status.isTerminal() && isLive()) listener.reached(this, status);
    }

    private Progress end(Task running, TaskStatus status) {
        running.close();
        times.end(System.nanoTime());
        if (reported.compareAndSet(false, true)) listener.ended(this, status);
        else LOG.info("{} has ended after all ({})", label, status);
        return Progress.DONE;
    }

    /** An exception while it is being cancelled is how interrupted code stops; it is no failure. */
    private void fail(Throwable thrown) {
        try {
            Objects.requireNonNull(task).close();
        } catch (Throwable suppressed) {
            if (suppressed != thrown) thrown.addSuppressed(suppressed);
        }
        times.end(System.nanoTime());
        if (!reported.compareAndSet(false, true)) LOG.info("{} has ended after all", label, thrown);
        else if (cancelled && thrown instanceof Exception) listener.ended(this, TaskStatus.CANCELED);
        else listener.failed(this, thrown);
    }

    private synchronized void enter() {
        runner = Thread.currentThread();
    }

    /** Clears the interrupt flag too, whoever set it, so that it cannot hit the next task on this thread. */
    private synchronized void leave() {
        runner = null;
        Thread.interrupted();
    }

    /** How far it has been forced to stop. */
    enum Force {
        NONE,
        ASKED,
        INTERRUPTED
    }

    Force forced() {
        return forced;
    }

    /** Notes how far it has been forced, and when to force it further. */
    void forced(Force how, long nextMs) {
        forced = how;
        if (!hasEnded()) timers.set(force, nextMs);
    }

    /** Whether it will not run again. */
    boolean hasEnded() {
        return state == ENDED;
    }

    /** Interrupts the step it is in, if it is in one. */
    synchronized void interrupt() {
        if (runner != null) runner.interrupt();
    }

    /**
     * Where the step that it is in stands at this moment; null if it is in none, or at its very end. The step does not
     * end while this looks, so the stack is its own; that takes microseconds. From any thread.
     */
    public synchronized @Nullable Look look() {
        Thread in = runner;
        if (in == null) return null;
        boolean waits = in.getState() != Thread.State.RUNNABLE;
        StackTraceElement[] stack = in.getStackTrace();
        // At its end it may be waiting for this very look, which must not count as the task's own waiting.
        boolean ends = stack.length == 0
                || (stack[0].getMethodName().equals("leave")
                        && stack[0].getClassName().equals(TaskHandle.class.getName()));
        return ends ? null : new Look(stack, waits);
    }

    /** See {@link #look}; {@code waits}: its thread could not run. */
    public record Look(StackTraceElement[] stack, boolean waits) {}

    /**
     * Gives it up if it is in a step; the thread is lost with it, and nothing will be heard of it but
     * {@link #reportStuck}.
     */
    @Nullable
    Thread giveUp() {
        Thread lost;
        synchronized (this) {
            lost = runner;
        }
        return lost != null && reported.compareAndSet(false, true) ? lost : null;
    }

    void reportStuck(Thread lost) {
        StackTraceElement[] where = lost.getStackTrace();
        LOG.warn("{} does not stop; thread {} is given up, at\n{}", label, lost.getName(), Stacks.text(where));
        listener.stuck(this, where);
    }

    @Override
    public String toString() {
        return label.toString();
    }
}
