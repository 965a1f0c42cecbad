// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange;

import io.penstock.core.message.AttemptId;

/** An attempt was to be connected after a newer one of the same subtask. */
public final class StaleAttemptException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StaleAttemptException(AttemptId attempt) {
        super(attempt + " came too late: a newer attempt is known here");
    }
}
