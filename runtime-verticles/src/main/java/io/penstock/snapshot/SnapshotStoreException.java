// SPDX-License-Identifier: Apache-2.0
package io.penstock.snapshot;

/** The store cannot do what it was asked; the message says what and why, for people. */
public final class SnapshotStoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public SnapshotStoreException(String message) {
        super(message);
    }

    public SnapshotStoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
