// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.message;

import org.jspecify.annotations.Nullable;

/**
 * Why something failed, as text, since the exception's class may not exist where it is read.
 *
 * @param operator name of the operator at fault, or null
 * @param partition the partition that is missing, for {@link Kind#PARTITION_MISSING}
 */
public record TaskFailure(
        Kind kind,
        String className,
        String message,
        String stackText,
        @Nullable String operator,
        @Nullable PartitionId partition) {

    /** What sort of failure, which decides what is done about it. */
    public enum Kind {
        /** The user's code threw. */
        USER_CODE(false),
        /** The user's code says that trying again can't help. */
        NOT_RECOVERABLE(true),
        /** A channel to another task broke. */
        CHANNEL_LOST(false),
        /** A blocking partition is gone: its producer must run again. */
        PARTITION_MISSING(false),
        /** The executor could not build the task for want of memory, disk or the like. */
        DEPLOYMENT(false),
        /** The worker is gone. */
        WORKER_LOST(false),
        /** The task did not stop when told to. */
        CANCEL_TIMEOUT(false),
        /** The jar, class or program is unusable: trying again can't help. */
        PROGRAM(true),
        /** The program built another structure than at submission: trying again can't help. */
        STRUCTURE_DIFFERS(true),
        /** A defect of ours. */
        INTERNAL(false),
        /** What the job should go on from is damaged: trying again can't help. */
        SNAPSHOT_DAMAGED(true);

        /** Whether the job fails at once, whatever the restart strategy says. */
        public final boolean fatal;

        Kind(boolean fatal) {
            this.fatal = fatal;
        }
    }

    /** A failure without stack or operator. */
    public static TaskFailure of(Kind kind, String message) {
        return new TaskFailure(kind, "", message, "", null, null);
    }
}
