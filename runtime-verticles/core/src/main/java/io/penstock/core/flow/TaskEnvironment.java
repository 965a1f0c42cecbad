// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow;

import io.penstock.api.metric.MetricGroup;
import io.penstock.core.flow.channel.Marker;
import io.penstock.core.flow.channel.Wakeable;
import io.penstock.core.state.SpillSpace;
import org.jspecify.annotations.Nullable;

/** What a task needs of its surroundings. {@link #wake} is called from any thread, all else on the task's thread. */
public interface TaskEnvironment extends Wakeable {
    /** The job's id, 32 hex digits. */
    String jobId();

    /** A monotonic clock in ns, to keep a step within its time budget; read once per batch at most. */
    long nanoTime();

    /** Wakes the task when the processing time reaches {@code timeMs}. Only the latest call counts. */
    void wakeAt(long timeMs);

    /** Where an operator's metrics go. */
    MetricGroup metrics(String operatorId, String operatorName);

    /** A place for what one of the task's operators cannot hold in memory; null if there is none. */
    default @Nullable SpillSpace spill() {
        return null;
    }

    /**
     * Begins the task's part of a checkpoint: every input has reached the barrier.
     *
     * @param alignmentMs how long that took from the first input to the last
     */
    SnapshotOutput snapshot(Marker.Barrier barrier, long alignmentMs);
}
