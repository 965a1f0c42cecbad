// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.job;

import io.penstock.core.message.AttemptId;
import io.penstock.core.message.ExecutionState;
import io.penstock.core.message.TaskCounts;
import io.penstock.core.slot.SlotPool.Slot;
import org.jspecify.annotations.Nullable;

/** One subtask's current attempt. Its state changes only through {@link Tasks}. */
final class Execution {
    final int vertex;
    final int subtask;
    final JobRegion region;
    final SharedSlot shared;
    ExecutionState state = ExecutionState.CREATED;

    /** Null before it is deployed; stays when it has ended. */
    @Nullable
    JobWorker worker;

    /** The slot it lives in, until it has ended or prepared. */
    @Nullable
    Slot slot;

    /** Whether it counts as a user of {@link #shared}: from being wanted until it has ended or prepared. */
    boolean usesSlot;

    /** Whether it keeps its slot from being given up without being a user of it. */
    boolean pinned;

    /** Whether it waits for its commit. */
    boolean prepared;

    /** Whether it was told to commit, so that nobody but it knows whether it has. */
    boolean commitSent;

    /** Whether we asked it to stop. */
    boolean cancelAsked;

    /** What it had counted when it ended; null before, or if it never ran. */
    @Nullable
    TaskCounts counts;

    /** When it was last sent out, -1 before. */
    long startMs = -1;

    long sentMs = -1;
    long endMs = -1;
    long cancelDeadlineMs;

    Execution(int vertex, int subtask, JobRegion region, SharedSlot shared) {
        this.vertex = vertex;
        this.subtask = subtask;
        this.region = region;
        this.shared = shared;
    }

    AttemptId attempt() {
        return new AttemptId(vertex, subtask, region.attempt);
    }

    /** Whether it may exist on its executor. */
    boolean live() {
        return switch (state) {
            case DEPLOYING, INITIALIZING, RUNNING, CANCELING -> true;
            case CREATED, SCHEDULED, FINISHED, CANCELED, FAILED -> false;
        };
    }

    @Override
    public String toString() {
        return attempt() + " " + state;
    }
}
