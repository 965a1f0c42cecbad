// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.failover;

import io.penstock.core.message.TaskFailure;

/**
 * Decides when, and whether, a job restarts after a failure. Remembers earlier ones. One instance serves one job,
 * single-threaded.
 */
@FunctionalInterface
public interface RestartStrategy {
    /**
     * Called once per failure that could be survived; the loss of a worker with many tasks is one failure.
     *
     * @param nowMs the time; never falls
     */
    Decision onFailure(TaskFailure failure, long nowMs);

    /**
     * The job got on: a checkpoint is complete, or more tasks have finished than ever before. Whoever counts failures
     * in vain begins again.
     */
    default void onProgress(long nowMs) {}

    /**
     * The answer.
     *
     * @param restart whether to restart at all
     * @param delayMs how long to wait before; 0 if not
     * @param reason in words, why not; empty if so
     */
    record Decision(boolean restart, long delayMs, String reason) {
        public Decision {
            if (delayMs < 0) throw new IllegalArgumentException("delay " + delayMs + " ms");
        }

        /** Restart after a pause. */
        public static Decision after(long delayMs) {
            return new Decision(true, delayMs, "");
        }

        /** The job fails. */
        public static Decision giveUp(String reason) {
            return new Decision(false, 0, reason);
        }
    }
}
