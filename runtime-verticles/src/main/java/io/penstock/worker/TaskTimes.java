// SPDX-License-Identifier: Apache-2.0
package io.penstock.worker;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * How a task's time was spent, in nanoseconds of {@link System#nanoTime}. Written at the ends of rests by the thread
 * that runs the task, two clock reads a rest and none a record; read by any thread. A version that is odd while
 * something is written lets a reader notice that it read a mixture.
 */
final class TaskTimes {
    private static final VarHandle VERSION;

    static {
        try {
            VERSION = MethodHandles.lookup().findVarHandle(TaskTimes.class, "version", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @SuppressWarnings("UnusedVariable") // through VERSION
    private int version;

    private boolean started;
    private boolean resting;
    private boolean blocked;
    private long startNs;
    private long restSinceNs;
    private long endNs;
    private boolean ended;
    private long idleNs;
    private long blockedNs;

    /** A slice begins; the rest before it ended when the task was queued, if that is known (not 0). */
    void run(long nowNs, long queuedNs) {
        if (started && !resting) return;
        int before = begin();
        if (!started) {
            started = true;
            startNs = nowNs;
        }
        if (resting) {
            long restNs = (queuedNs == 0 ? nowNs : Math.max(queuedNs, restSinceNs)) - restSinceNs;
            if (blocked) blockedNs += restNs;
            else idleNs += restNs;
            resting = false;
        }
        commit(before);
    }

    /** It rests until it is woken: for room downstream, or for input. */
    void rest(long nowNs, boolean forRoom) {
        int before = begin();
        resting = true;
        blocked = forRoom;
        restSinceNs = nowNs;
        commit(before);
    }

    /** It will not run again. */
    void end(long nowNs) {
        int before = begin();
        ended = true;
        endNs = nowNs;
        commit(before);
    }

    private int begin() {
        int before = (int) VERSION.getOpaque(this);
        VERSION.setOpaque(this, before + 1);
        VarHandle.storeStoreFence();
        return before;
    }

    private void commit(int before) {
        VERSION.setRelease(this, before + 2);
    }

    /** From any thread. Writers are done within nanoseconds, so this spins for no longer. */
    TaskHandle.Spent read(long nowNs) {
        while (true) {
            int before = (int) VERSION.getAcquire(this);
            TaskHandle.Spent spent = sum(ended ? endNs : nowNs);
            VarHandle.loadLoadFence();
            if ((before & 1) == 0 && before == (int) VERSION.getOpaque(this)) return spent;
            Thread.onSpinWait();
        }
    }

    private TaskHandle.Spent sum(long untilNs) {
        if (!started) return new TaskHandle.Spent(0, 0, 0);
        long restNs = resting ? Math.max(0, untilNs - restSinceNs) : 0;
        long idle = idleNs + (resting && !blocked ? restNs : 0);
        long waits = blockedNs + (resting && blocked ? restNs : 0);
        long busy = Math.max(0, untilNs - startNs - idle - waits);
        return new TaskHandle.Spent(busy / 1_000_000, idle / 1_000_000, waits / 1_000_000);
    }
}
