// SPDX-License-Identifier: Apache-2.0
package io.penstock.client;

import io.penstock.core.message.Refusal;

/** The leader's no, or that there was no answer. */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Refusal.Code code;

    public RefusedException(Refusal refusal) {
        super(refusal.message());
        this.code = refusal.code();
    }

    /** What sort of no. */
    public Refusal.Code code() {
        return code;
    }
}
