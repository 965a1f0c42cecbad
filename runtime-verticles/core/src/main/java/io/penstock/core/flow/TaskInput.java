// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow;

/** Where a task's records come from. */
interface TaskInput {
    /** Starts to take part; from now on the task is woken when there is something. */
    void attach();

    /** Pushes one batch of input into the chain; false if there is none now. */
    boolean run();

    /** Whether there will never be any more. */
    boolean isEnded();

    /** No barrier of that checkpoint or an earlier one is waited for any more. */
    void abortCheckpoint(long checkpointId);

    /** Number of records so far. */
    long records();
}
