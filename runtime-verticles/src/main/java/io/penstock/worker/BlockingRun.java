// SPDX-License-Identifier: Apache-2.0
package io.penstock.worker;

import java.lang.reflect.Method;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A blocking task and its thread, virtual where the JVM has such. */
final class BlockingRun implements RunQueue {
    private static final Logger LOG = LoggerFactory.getLogger(BlockingRun.class);

    private final Workers pool;
    private final TaskHandle handle;
    private volatile boolean scheduled;
    private volatile @Nullable Thread thread;

    BlockingRun(Workers pool, TaskLabel label, ClassLoader loader, TaskListener listener) {
        this.pool = pool;
        this.handle = new TaskHandle(label, loader, listener, this, pool.timers());
    }

    TaskHandle handle() {
        return handle;
    }

    /** The first call comes from {@link TaskHandle#start}, before any other. */
    @Override
    public void add(TaskHandle task) {
        scheduled = true;
        Thread running = thread;
        if (running == null) {
            running = newThread(this::serve, task.label().toString());
            thread = running;
            running.start();
        }
        LockSupport.unpark(running);
    }

    @Override
    public void force(TaskHandle task) {
        pool.force(task);
    }

    void unpark() {
        LockSupport.unpark(thread);
    }

    private void serve() {
        Thread.currentThread().setContextClassLoader(handle.loader());
        pool.began(this);
        try {
            runUntilEnded();
        } finally {
            pool.ended(this);
        }
    }

    private void runUntilEnded() {
        while (!pool.isClosed() && !handle.hasEnded()) {
            if (!scheduled) {
                LockSupport.park(this);
                continue;
            }
            scheduled = false;
            while (handle.runSlice(pool.sliceNs())) Thread.onSpinWait();
        }
    }

    /** Virtual threads by reflection, since the code must run on Java 17 too. */
    private static Thread newThread(Runnable code, String name) {
        try {
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            Class<?> type = Class.forName("java.lang.Thread$Builder");
            Method named = type.getMethod("name", String.class);
            return (Thread) type.getMethod("unstarted", Runnable.class).invoke(named.invoke(builder, name), code);
        } catch (NoSuchMethodException | ClassNotFoundException e) {
            LOG.trace("no virtual threads in this JVM", e);
        } catch (ReflectiveOperationException e) {
            LOG.debug("virtual threads cannot be used", e);
        }
        Thread thread = new Thread(code, name);
        thread.setDaemon(true);
        return thread;
    }
}
