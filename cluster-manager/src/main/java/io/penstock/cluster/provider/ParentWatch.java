// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.provider;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Ends a child process when its parent is gone, also after {@code kill -9}, so that no worker is left behind.
 *
 * <p>{@code ProcessHandle.onExit} asks ever less often, up to every five seconds, and takes a dead parent nobody has
 * reaped for alive. So this looks itself, and also at who its parent is now: the kernel gives orphans to another one at
 * once.
 */
public final class ParentWatch implements AutoCloseable {
    private static final long LOOK_MS = 200;

    private final long parentPid;
    private final Optional<Instant> parentStart;
    private final boolean isDirectParent;
    private final Runnable onGone;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Thread thread = new Thread(this::watch, "penstock-parent-watch");

    private ParentWatch(long parentPid, Runnable onGone) {
        this.parentPid = parentPid;
        this.parentStart =
                ProcessHandle.of(parentPid).flatMap(parent -> parent.info().startInstant());
        this.isDirectParent = currentParent() == parentPid;
        this.onGone = onGone;
        thread.setDaemon(true);
    }

    /**
     * Watches from now on. Noticed within a quarter of a second.
     *
     * @param parentPid the process whose end is to be noticed; one that is gone already counts as gone
     * @param onGone called once, on the watch's thread; usually halts the process
     */
    public static ParentWatch start(long parentPid, Runnable onGone) {
        ParentWatch watch = new ParentWatch(parentPid, onGone);
        watch.thread.start();
        return watch;
    }

    @Override
    public void close() {
        closed.set(true);
        thread.interrupt();
    }

    private void watch() {
        while (!closed.get()) {
            if (isGone()) {
                onGone.run();
                return;
            }
            try {
                Thread.sleep(LOOK_MS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private boolean isGone() {
        if (isDirectParent && currentParent() != parentPid) {
            return true;
        }
        Optional<ProcessHandle> parent = ProcessHandle.of(parentPid).filter(ProcessHandle::isAlive);
        // Another start time: the number was given to another process meanwhile.
        return parent.isEmpty() || !parent.get().info().startInstant().equals(parentStart);
    }

    private static long currentParent() {
        return ProcessHandle.current().parent().map(ProcessHandle::pid).orElse(0L);
    }
}
