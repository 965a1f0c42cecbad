// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.provider;

import org.jspecify.annotations.Nullable;

/** Why workers could not be started or stopped, with the reason as a value. */
public final class WorkerProviderException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What is wrong. */
    public enum Reason {
        /** More than the provider may run. */
        LIMIT,
        /** The start itself failed: a wrong command, no permission, no disk. */
        START_FAILED,
        /** No worker of that id. */
        UNKNOWN_WORKER,
        /** The provider was closed. */
        CLOSED
    }

    private final Reason reason;

    public WorkerProviderException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
