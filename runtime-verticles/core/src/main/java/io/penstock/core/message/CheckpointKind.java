// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.message;

/** What a checkpoint is for. */
public enum CheckpointKind {
    /** Taken in turn, for recovery; dropped when later ones replace it. */
    CHECKPOINT,
    /** Asked for; belongs to whoever asked, so recovery does not rest on it and nothing is committed by it. */
    SAVEPOINT,
    /** A savepoint after which the job ends: sources stop at the barrier, nothing is flushed. */
    SUSPEND,
    /** A savepoint after which the job ends: sources stop, event time ends before the barrier, so windows fire. */
    DRAIN;

    /** Whether it goes where it was asked to and is never dropped by the job. */
    public boolean savepoint() {
        return this != CHECKPOINT;
    }

    /** Whether sources stop at its barrier and the job ends with its completion. */
    public boolean stops() {
        return this == SUSPEND || this == DRAIN;
    }

    /** Whether its completion commits what sinks have prepared, and failover goes back to it. */
    public boolean commits() {
        return this != SAVEPOINT;
    }
}
