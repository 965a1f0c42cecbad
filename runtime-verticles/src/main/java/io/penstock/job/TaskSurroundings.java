// SPDX-License-Identifier: Apache-2.0
package io.penstock.job;

import io.penstock.api.metric.MetricGroup;
import io.penstock.core.flow.SnapshotOutput;
import io.penstock.core.flow.TaskEnvironment;
import io.penstock.core.flow.channel.Marker;
import io.penstock.core.state.SpillSpace;
import io.penstock.worker.TaskHandle;
import java.util.function.Supplier;

/** What one task needs of its node. */
record TaskSurroundings(
        String jobId, int subtask, TaskHandle handle, TaskMeters meters, PartStart parts, Supplier<SpillSpace> spills)
        implements TaskEnvironment {
    /** Begins a part of a checkpoint. */
    @FunctionalInterface
    interface PartStart {
        SnapshotOutput begin(Marker.Barrier barrier, long alignmentMs);
    }

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

    @Override
    public SnapshotOutput snapshot(Marker.Barrier barrier, long alignmentMs) {
        return parts.begin(barrier, alignmentMs);
    }

    @Override
    public SpillSpace spill() {
        return spills.get();
    }

    @Override
    public void wake() {
        handle.wake();
    }
}
