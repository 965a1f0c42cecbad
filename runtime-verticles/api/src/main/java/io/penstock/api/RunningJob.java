// SPDX-License-Identifier: Apache-2.0
package io.penstock.api;

/**
 * A job that was started.
 *
 * <pre>{@code
 * try (RunningJob running = Penstock.local().start(program)) {
 *     System.out.println(running.jobId() + " is " + running.status());
 *     running.cancel();
 * }
 * }</pre>
 */
public interface RunningJob extends AutoCloseable {
    /** The job's id. */
    String jobId();

    /** The job's status, such as {@code RUNNING}. */
    String status();

    /**
     * Waits for the end.
     *
     * @throws JobFailedException if it did not finish
     */
    JobResult await();

    /** Cancels and waits for the end. */
    void cancel();

    /** Cancels if it still runs, and frees everything. */
    @Override
    void close();
}
