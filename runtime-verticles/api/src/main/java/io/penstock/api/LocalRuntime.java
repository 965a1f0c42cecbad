// SPDX-License-Identifier: Apache-2.0
package io.penstock.api;

import java.time.Duration;

/**
 * Runs jobs in this JVM. Settings return a runtime with that setting; the object itself never changes.
 *
 * <pre>{@code
 * Penstock.local()
 *         .withArgs("input.txt")
 *         .withWorkers(2)
 *         .withTimeout(Duration.ofSeconds(30))
 *         .run(program);
 * }</pre>
 */
public interface LocalRuntime {
    /** The arguments that the program sees. */
    LocalRuntime withArgs(String... args);

    /** Number of TaskExecutors; default 1. */
    LocalRuntime withWorkers(int workers);

    /** Slots of each TaskExecutor; default: as many as the job needs. */
    LocalRuntime withSlots(int slotsPerWorker);

    /** Fails the run if it takes longer; default none. */
    LocalRuntime withTimeout(Duration timeout);

    /**
     * Runs to the end.
     *
     * @return what became of the job
     * @throws JobFailedException if it failed, was canceled, or was refused at submission
     */
    JobResult run(JobProgram program);

    /** Starts a job that may not end by itself. */
    RunningJob start(JobProgram program);
}
