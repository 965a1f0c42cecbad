// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange;

import io.penstock.core.flow.Committable;
import io.penstock.core.flow.Progress;
import io.penstock.core.flow.Task;
import io.penstock.core.flow.TaskCounters;
import io.penstock.core.flow.TaskStatus;
import io.penstock.core.flow.channel.Marker;
import java.util.List;

/** What the tests' tasks have in common: life cycle, no operators. */
abstract class PortTask implements Task {
    private volatile TaskStatus status = TaskStatus.CREATED;
    private volatile boolean cancelled;

    /** Attaches to the ports. */
    abstract void attach();

    /** One step; DONE when finished. */
    abstract Progress run();

    @Override
    public void open(long nowMs) {
        attach();
        status = TaskStatus.RUNNING;
    }

    @Override
    public Progress step(long nowMs) {
        Progress progress = cancelled ? Progress.DONE : run();
        if (progress == Progress.DONE) status = cancelled ? TaskStatus.CANCELED : TaskStatus.FINISHED;
        return progress;
    }

    @Override
    public void close() {}

    @Override
    public TaskStatus status() {
        return status;
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
