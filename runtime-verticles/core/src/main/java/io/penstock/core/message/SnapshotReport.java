// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.message;

import org.jspecify.annotations.Nullable;

/**
 * What became of one attempt's part of a checkpoint.
 *
 * @param ref where it is stored; null if it was declined
 * @param declined why it could not be taken; empty if it was
 * @param transientDecline whether that is no fault, such as a task that had just ended: then it counts as no failure
 * @param alignmentMs from the first barrier to the last
 * @param syncMs how long the task stood still
 * @param asyncMs how long writing took after that
 */
public record SnapshotReport(
        AttemptId attempt,
        long checkpointId,
        @Nullable SnapshotRef ref,
        String declined,
        boolean transientDecline,
        long alignmentMs,
        long syncMs,
        long asyncMs) {
    /** A part that could not be taken. */
    public static SnapshotReport declined(AttemptId attempt, long checkpointId, String why, boolean noFault) {
        return new SnapshotReport(attempt, checkpointId, null, why, noFault, 0, 0, 0);
    }
}
