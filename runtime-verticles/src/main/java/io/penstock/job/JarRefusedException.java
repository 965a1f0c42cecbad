// SPDX-License-Identifier: Apache-2.0
package io.penstock.job;

import io.penstock.core.message.Refusal;

/** A jar that is not taken, not found or not given up; the message is meant for whoever asked. */
public final class JarRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Refusal.Code code;

    JarRefusedException(Refusal.Code code, String message) {
        super(message);
        this.code = code;
    }

    /** What sort of refusal. */
    public Refusal.Code code() {
        return code;
    }
}
