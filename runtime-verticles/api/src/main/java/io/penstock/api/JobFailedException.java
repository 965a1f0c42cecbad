// SPDX-License-Identifier: Apache-2.0
package io.penstock.api;

/**
 * A job was refused, failed or was canceled. The message is meant for people: what failed, where, and why.
 *
 * <pre>{@code
 * try {
 *     Penstock.local().run(program);
 * } catch (JobFailedException e) {
 *     System.err.println("job " + e.jobId() + " is " + e.status() + ": " + e.getMessage());
 * }
 * }</pre>
 */
public final class JobFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String jobId;
    private final String status;

    /** With the text of the cause, since its class may not exist here. */
    public JobFailedException(String jobId, String status, String message) {
        super(message);
        this.jobId = jobId;
        this.status = status;
    }

    /** The job's id; empty if it was refused before it got one. */
    public String jobId() {
        return jobId;
    }

    /** The final status. */
    public String status() {
        return status;
    }
}
