// SPDX-License-Identifier: Apache-2.0
package io.penstock.snapshot;

/** What is there is not what was written: it can be read again and again, and will never be better. */
public final class DamagedSnapshotException extends SnapshotStoreException {
    private static final long serialVersionUID = 1L;

    DamagedSnapshotException(String message) {
        super(message);
    }
}
