// SPDX-License-Identifier: Apache-2.0
package io.penstock.snapshot;

/** The store cannot do what it was asked; the message says what and why, for people. */
public sealed class SnapshotStoreException extends RuntimeException permits DamagedSnapshotException {
    private static final long serialVersionUID = 1L;

    public SnapshotStoreException(String message) {
        super(message);
    }

    public SnapshotStoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
