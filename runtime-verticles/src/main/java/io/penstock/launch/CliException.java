// SPDX-License-Identifier: Apache-2.0
package io.penstock.launch;

import org.jspecify.annotations.Nullable;

/** Ends a command with a sentence for its user and an exit code for its caller. */
final class CliException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    CliException(int exitCode, String message) {
        this(exitCode, message, null);
    }

    CliException(int exitCode, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }
}
