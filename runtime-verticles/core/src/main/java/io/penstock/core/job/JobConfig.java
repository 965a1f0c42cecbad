// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.job;

/**
 * A JobMaster's settings; all times in ms.
 *
 * @param heartbeatIntervalMs time between beats to executors, Dispatcher and ResourceManager, and between repeats of
 *     what was not answered
 * @param suspectAfterMs silence after which an executor is asked
 * @param deadAfterMs silence after which it is given up
 * @param hintTimeoutMs time for an executor to answer after a hint that it is gone
 * @param slotIdleTimeoutMs how long an unused slot is kept
 * @param cancelTimeoutMs how long a task may take to stop; then its slot counts as lost
 * @param failuresMax length of the exception history
 */
public record JobConfig(
        long heartbeatIntervalMs,
        long suspectAfterMs,
        long deadAfterMs,
        long hintTimeoutMs,
        long slotIdleTimeoutMs,
        long cancelTimeoutMs,
        int failuresMax) {
    /** What a node has without configuration. */
    public static final JobConfig DEFAULT = new JobConfig(500, 2_000, 3_000, 300, 10_000, 30_000, 16);

    public JobConfig {
        if (heartbeatIntervalMs <= 0 || hintTimeoutMs <= 0 || cancelTimeoutMs <= 0 || failuresMax <= 0) {
            throw new IllegalArgumentException(
                    "must be positive: interval " + heartbeatIntervalMs + " ms, hint timeout " + hintTimeoutMs
                            + " ms, cancel timeout " + cancelTimeoutMs + " ms, history " + failuresMax);
        }
    }
}
