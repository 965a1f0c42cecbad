// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.message;

import org.jspecify.annotations.Nullable;

/**
 * The state of one attempt as its executor knows it.
 *
 * @param prepared all input is processed and transactions are prepared: the task waits for {@link Message.CommitTasks};
 *     stays true when the commit has made it FINISHED
 * @param failure why it FAILED, else null
 * @param counts its last counts once it has ended, if it ever ran
 */
public record TaskReport(
        AttemptId attempt,
        ExecutionState state,
        boolean prepared,
        @Nullable TaskFailure failure,
        @Nullable TaskCounts counts) {

    /** Without counts. */
    public TaskReport(AttemptId attempt, ExecutionState state, boolean prepared, @Nullable TaskFailure failure) {
        this(attempt, state, prepared, failure, null);
    }
}
