// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.message;

import java.util.EnumSet;

/** The state of one execution attempt and the table of legal moves. */
public enum ExecutionState {
    /** Known, not yet wanted. */
    CREATED,
    /** Waits for a slot. */
    SCHEDULED,
    /** Sent to its TaskExecutor. */
    DEPLOYING,
    /** The executor builds the task, restores its state and connects its channels. */
    INITIALIZING,
    /** Processes records. */
    RUNNING,
    /** Ended well: all input processed, all output taken or stored, transactions committed. */
    FINISHED,
    /** Asked to stop. */
    CANCELING,
    /** Stopped on request. */
    CANCELED,
    /** Ended by an error, or lost with its worker. */
    FAILED;

    /** The legal next states. */
    public EnumSet<ExecutionState> next() {
        return switch (this) {
            case CREATED -> EnumSet.of(SCHEDULED, CANCELED, FAILED);
            case SCHEDULED -> EnumSet.of(DEPLOYING, CANCELED, FAILED);
            case DEPLOYING -> EnumSet.of(INITIALIZING, RUNNING, FINISHED, CANCELING, CANCELED, FAILED);
            case INITIALIZING -> EnumSet.of(RUNNING, FINISHED, CANCELING, CANCELED, FAILED);
            case RUNNING -> EnumSet.of(FINISHED, CANCELING, CANCELED, FAILED);
            case CANCELING -> EnumSet.of(CANCELED, FINISHED, FAILED);
            case FINISHED, CANCELED, FAILED -> EnumSet.noneOf(ExecutionState.class);
        };
    }

    /** Whether nothing follows. */
    public boolean terminal() {
        return next().isEmpty();
    }
}
