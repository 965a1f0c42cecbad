// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.message;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a job's checkpoints went.
 *
 * @param completed how many, over all JobMasters; so too {@code failed}
 * @param inProgressId the one under way, or 0
 * @param inProgressAcknowledged parts of it that are stored
 * @param inProgressTasks parts that it will have
 * @param latest the latest that failover can go back to
 * @param restored what the job last went back to
 * @param history the latest, newest first, bounded
 * @param operations the latest savepoints that were asked for, oldest first
 */
public record CheckpointStats(
        long completed,
        long failed,
        long inProgressId,
        int inProgressAcknowledged,
        int inProgressTasks,
        @Nullable CheckpointRef latest,
        @Nullable RestoreFrom restored,
        List<Entry> history,
        List<SavepointOperation> operations) {
    /** A job without checkpoints. */
    public static final CheckpointStats NONE = new CheckpointStats(0, 0, 0, 0, 0, null, null, List.of(), List.of());

    /** The savepoint that was asked for under that id, or null. */
    public @Nullable SavepointOperation operation(String id) {
        for (SavepointOperation each : operations) if (each.id().equals(id)) return each;
        return null;
    }

    /**
     * One that ended.
     *
     * @param failure why it failed; empty if it did not
     * @param finished when it completed or failed
     */
    public record Entry(CheckpointRef checkpoint, String failure, long finished) {}
}
