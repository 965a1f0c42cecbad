// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.job;

import io.penstock.core.graph.RegionId;
import java.util.List;

/**
 * A pipelined region at run time: its subtasks are deployed, cancelled and restarted together, under one attempt
 * number.
 */
final class JobRegion {
    /** Where it stands. */
    enum Phase {
        /** Its turn has not come. */
        IDLE,
        /** Waits for slots, or for inputs. */
        WANTED,
        /** Its tasks were sent out; some or all may have ended. */
        DEPLOYED,
        /** Its tasks are being stopped, or have ended and wait for the restart. */
        RESTARTING
    }

    final RegionId id;

    /** In order of vertex and subtask; filled once, right after construction. */
    List<Execution> members = List.of();

    Phase phase = Phase.IDLE;

    /** The number of the present attempt, or of the next one if there is none. */
    int attempt;

    /** Attempts up to this one may have been used by an earlier JobMaster. */
    private final int used;

    /** Members sent out that have not ended. */
    int live;

    /** Members that have finished. */
    int finished;

    /**
     * Members whose output is visible, or may be: then the region must not run again, or its output would be there
     * twice.
     */
    int committed;

    /** Blocking inputs that are not complete: exchanges (all-to-all) or channels (others). */
    int missingInputs;

    /** Shared slots that it waits for, while WANTED. */
    int unbound;

    /** Not before, while RESTARTING. */
    long restartAtMs;

    /** Whether the job counts as restarting on its account. */
    boolean returning;

    /** A region whose first attempt will be {@code attempt}. */
    JobRegion(RegionId id, int attempt) {
        this.id = id;
        this.attempt = attempt;
        this.used = attempt - 1;
    }

    /** A new attempt, higher than any that was ever used. */
    void nextAttempt() {
        attempt = Math.max(attempt, used) + 1;
    }

    @Override
    public String toString() {
        return id + "#" + attempt + " " + phase;
    }
}
