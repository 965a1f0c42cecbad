// SPDX-License-Identifier: Apache-2.0
package io.penstock.worker;

/**
 * How tasks are run.
 *
 * @param threads threads for cooperative tasks; 0: one per processor
 * @param sliceNs how long a task keeps its thread while it makes progress
 * @param hogMs a step longer than this is reported, and another thread takes over for the other tasks
 * @param cancelTimeoutMs a cancelled task that has not ended by then is interrupted
 * @param interruptGraceMs one that has not ended so long after the interrupt is given up as stuck
 */
public record WorkerOptions(int threads, long sliceNs, long hogMs, long cancelTimeoutMs, long interruptGraceMs) {
    public WorkerOptions {
        if (threads == 0) threads = Runtime.getRuntime().availableProcessors();
        if (threads < 0 || sliceNs <= 0 || hogMs <= 0 || cancelTimeoutMs <= 0 || interruptGraceMs <= 0) {
            throw new IllegalArgumentException("counts and times must be positive");
        }
    }

    /** The measured defaults. */
    public static WorkerOptions defaults() {
        return new WorkerOptions(0, 150_000, 1_000, 30_000, 2_000);
    }

    /** The same with that many threads; 0: one per processor. */
    public WorkerOptions withThreads(int count) {
        return new WorkerOptions(count, sliceNs, hogMs, cancelTimeoutMs, interruptGraceMs);
    }

    /** The same with that patience for cancelled tasks. */
    public WorkerOptions withCancelTimeoutMs(long timeoutMs) {
        return new WorkerOptions(threads, sliceNs, hogMs, timeoutMs, interruptGraceMs);
    }
}
