// SPDX-License-Identifier: Apache-2.0
package io.penstock.job;

import io.penstock.api.metric.MetricGroup;
import io.penstock.core.flow.SnapshotOutput;
import io.penstock.core.flow.TaskEnvironment;
import io.penstock.core.flow.channel.Marker;
import io.penstock.worker.TaskHandle;

/** What one task needs of its node. */
record TaskSurroundings(String jobId, int subtask, TaskHandle handle, TaskMeters meters) implements TaskEnvironment {
    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public void wakeAt(long timeMs) {
        handle.wakeAt(timeMs);
    }

    @Override
    public MetricGroup metrics(String operatorId, String operatorName) {
        return meters.user(jobId, operatorName, subtask);
    }

    /** Nobody triggers checkpoints yet, so no barrier comes. */
    @Override
    public SnapshotOutput snapshot(Marker.Barrier barrier, long alignmentMs) {
        throw new IllegalStateException("checkpoint " + barrier.checkpointId() + " was triggered by nobody");
    }

    @Override
    public void wake() {
        handle.wake();
    }
}
