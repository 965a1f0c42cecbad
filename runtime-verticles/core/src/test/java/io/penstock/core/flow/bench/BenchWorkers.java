// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.bench;

import io.penstock.core.flow.Progress;
import io.penstock.core.flow.Task;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jctools.queues.varhandle.MpmcVarHandleArrayQueue;

/**
 * The least that steps tasks on several threads: a run queue per thread, a home thread per task, parking when there is
 * nothing.
 */
final class BenchWorkers implements AutoCloseable {
    private static final int SPINS = 200;

    private final List<Worker> workers = new ArrayList<>();
    private volatile boolean stopped;

    BenchWorkers(int threads) {
        for (int i = 0; i < threads; i++) workers.add(new Worker());
        for (Worker worker : workers) worker.start();
    }

    Slot slot(int home) {
        Worker worker = workers.get(home % workers.size());
        Slot slot = new Slot(worker);
        worker.slots.add(slot);
        return slot;
    }

    /** Where a task is in the run queues. */
    static final class Slot {
        private static final int IDLE = 0;
        private static final int SCHEDULED = 1;
        private static final int RUNNING = 2;
        private static final int NOTIFIED = 3;

        private final AtomicInteger state = new AtomicInteger();
        private final Worker home;
        private volatile long wakeAtMs = Long.MAX_VALUE;
        volatile Throwable failure;
        Task task;

        Slot(Worker home) {
            this.home = home;
        }

        void wake() {
            VarHandle.fullFence();
            while (true) {
                int now = state.get();
                if (now == SCHEDULED || now == NOTIFIED) return;
                if (!state.compareAndSet(now, now == IDLE ? SCHEDULED : NOTIFIED)) continue;
                if (now == IDLE) home.add(this);
                return;
            }
        }

        void wakeAt(long timeMs) {
            wakeAtMs = timeMs;
        }

        private void run() {
            state.set(RUNNING);
            Progress progress;
            try {
                progress = task.step(System.currentTimeMillis());
            } catch (RuntimeException | Error e) {
                failure = e;
                return;
            }
            if (progress == Progress.DONE) return;
            if (progress == Progress.NONE && state.compareAndSet(RUNNING, IDLE)) return;
            state.set(SCHEDULED);
            home.add(this);
        }
    }

    private final class Worker extends Thread {
        private final MpmcVarHandleArrayQueue<Slot> queue = new MpmcVarHandleArrayQueue<>(1 << 14);
        private final List<Slot> slots = new CopyOnWriteArrayList<>();
        private volatile boolean parked;

        void add(Slot slot) {
            queue.offer(slot);
            VarHandle.fullFence();
            if (parked) LockSupport.unpark(this);
        }

        /** Its own work first; another thread's only when there is none, as that one may have lost its core. */
        private Slot next() {
            Slot slot = queue.poll();
            for (int i = 0; slot == null && i < workers.size(); i++)
                slot = workers.get(i).queue.poll();
            return slot;
        }

        private void wakeDue() {
            long nowMs = System.currentTimeMillis();
            for (Slot slot : slots) {
                if (slot.wakeAtMs > nowMs) continue;
                slot.wakeAtMs = Long.MAX_VALUE;
                slot.wake();
            }
        }

        @Override
        public void run() {
            int spins = 0;
            while (!stopped) {
                Slot slot = next();
                if (slot != null) {
                    slot.run();
                    spins = 0;
                } else if (++spins < SPINS) {
                    Thread.onSpinWait();
                } else {
                    parked = true;
                    VarHandle.fullFence();
                    if (queue.isEmpty()) LockSupport.parkNanos(1_000_000);
                    parked = false;
                    spins = 0;
                    wakeDue();
                }
            }
        }
    }

    @Override
    public void close() throws InterruptedException {
        stopped = true;
        for (Worker worker : workers) {
            LockSupport.unpark(worker);
            worker.join();
        }
    }
}
