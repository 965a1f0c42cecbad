// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow;

/** The program cannot take back what a checkpoint holds; trying again cannot help. The message names the state. */
public final class StateRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StateRefusedException(String message) {
        super(message);
    }

    public StateRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
