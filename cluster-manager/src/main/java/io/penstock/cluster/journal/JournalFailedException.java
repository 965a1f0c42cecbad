// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.journal;

import org.jspecify.annotations.Nullable;

/** The disk refused, or the journal is closed: nothing more is written until it is opened anew. */
public final class JournalFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public JournalFailedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
