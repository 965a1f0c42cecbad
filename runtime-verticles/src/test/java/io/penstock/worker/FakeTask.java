// SPDX-License-Identifier: Apache-2.0
package io.penstock.worker;

import io.penstock.core.flow.Committable;
import io.penstock.core.flow.Progress;
import io.penstock.core.flow.Task;
import io.penstock.core.flow.TaskCounters;
import io.penstock.core.flow.TaskStatus;
import io.penstock.core.flow.channel.Marker;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A task whose step the test writes; ends by {@link Progress#DONE} or when cancelled. */
class FakeTask implements Task {
    interface Step {
        Progress run() throws Exception;
    }

    final AtomicInteger closes = new AtomicInteger();
    volatile long steps;
    private final Step step;
    private volatile boolean cancelled;
    private volatile TaskStatus status = TaskStatus.CREATED;

    FakeTask(Step step) {
        this.step = step;
    }

    @Override
    public void open(long nowMs) {
        status = TaskStatus.RUNNING;
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate")
    public Progress step(long nowMs) {
        if (cancelled) {
            status = TaskStatus.CANCELED;
            return Progress.DONE;
        }
        steps++;
        try {
            Progress progress = step.run();
            if (progress == Progress.DONE) status = TaskStatus.FINISHED;
            return progress;
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        closes.incrementAndGet();
    }

    @Override
    public TaskStatus status() {
        return status;
    }

    void status(TaskStatus next) {
        status = next;
    }

    @Override
    public List<Committable> prepared() {
        return List.of();
    }

    @Override
    public void commit() {}

    @Override
    public void cancel() {
        cancelled = true;
    }

    @Override
    public void completeCheckpoint(long checkpointId, boolean finish) {}

    @Override
    public void abortCheckpoint(long checkpointId) {}

    @Override
    public void triggerCheckpoint(Marker.Barrier barrier) {}

    @Override
    public TaskCounters counters() {
        return new TaskCounters(0, 0, 0, 0, 0, false);
    }
}
