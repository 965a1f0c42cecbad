// SPDX-License-Identifier: Apache-2.0
package io.penstock.snapshot;

/**
 * A file on its way into a {@link SnapshotStore}, by one thread at a time. It is there whole once {@link #finish} has
 * returned; if it is closed before, it is not there, and what there is of it goes with its place at the latest. Every
 * method may block, and fails with {@link SnapshotStoreException}; after that it can only be closed.
 */
public interface SnapshotFile extends AutoCloseable {
    /** Adds the first {@code length} bytes, which are not looked at after the return. */
    void append(byte[] bytes, int length);

    /** Nothing more comes. */
    void finish();

    @Override
    void close();
}
