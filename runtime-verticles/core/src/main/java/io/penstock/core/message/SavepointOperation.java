// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.message;

/**
 * A savepoint that was asked for, and how it stands. Outlives the JobMaster that was asked.
 *
 * @param id the request's id, by which it is asked after
 * @param kind {@link CheckpointKind#CHECKPOINT}: an ordinary one, at once
 * @param target the directory under which it is wanted; empty: where the job's savepoints go
 * @param place where it is, once completed; else empty
 * @param failure why it failed; else empty
 * @param endMs -1 while it runs
 */
public record SavepointOperation(
        String id,
        CheckpointKind kind,
        String target,
        State state,
        long checkpointId,
        String place,
        String failure,
        long startMs,
        long endMs) {
    /** How it stands. */
    public enum State {
        /** Waits or is being taken. */
        IN_PROGRESS,
        /** Stored; for one that stops the job: the job has stopped or is about to. */
        COMPLETED,
        /** Not stored; the job goes on. */
        FAILED
    }

    /** A new one. */
    public static SavepointOperation begun(String id, CheckpointKind kind, String target, long nowMs) {
        return new SavepointOperation(id, kind, target, State.IN_PROGRESS, 0, "", "", nowMs, -1);
    }

    /** Its good end. */
    public SavepointOperation completed(long checkpoint, String at, long nowMs) {
        return new SavepointOperation(id, kind, target, State.COMPLETED, checkpoint, at, "", startMs, nowMs);
    }

    /** Its bad end. */
    public SavepointOperation failed(String why, long nowMs) {
        return new SavepointOperation(id, kind, target, State.FAILED, checkpointId, "", why, startMs, nowMs);
    }
}
