// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.message;

import java.util.EnumSet;

/** A job's status and the table of legal moves. */
public enum JobStatus {
    /** Accepted; waits for its JobMaster, its graph or its slots. */
    CREATED,
    /** Scheduled: its tasks are deployed or being deployed. */
    RUNNING,
    /** Tasks failed and will be started again. */
    RESTARTING,
    /** Cancel was asked for. */
    CANCELING,
    /** Ended by a cancel. */
    CANCELED,
    /** Failed for good; its tasks are being stopped. */
    FAILING,
    /** Ended by a failure. */
    FAILED,
    /** Ended well. */
    FINISHED;

    /** The legal next statuses. */
    public EnumSet<JobStatus> next() {
        return switch (this) {
            case CREATED -> EnumSet.of(RUNNING, CANCELING, CANCELED, FAILING, FAILED);
            case RUNNING -> EnumSet.of(RESTARTING, CANCELING, FAILING, FINISHED);
            case RESTARTING -> EnumSet.of(RUNNING, CANCELING, FAILING);
            case CANCELING -> EnumSet.of(CANCELED, FAILING);
            case FAILING -> EnumSet.of(FAILED);
            case CANCELED, FAILED, FINISHED -> EnumSet.noneOf(JobStatus.class);
        };
    }

    /** Whether nothing follows. */
    public boolean terminal() {
        return next().isEmpty();
    }
}
