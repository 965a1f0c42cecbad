// SPDX-License-Identifier: Apache-2.0
package io.penstock.snapshot;

import java.util.List;

/**
 * Keeps the parts of checkpoints. A place is one checkpoint's own; a name is unique within its place and written once.
 * A file is there whole, on as many disks or members as the store promises, when {@link #write} has returned, or it is
 * not there. Every method may block, and fails with {@link SnapshotStoreException}. Thread-safe.
 */
public interface SnapshotStore {
    /** Stores a file made of these pieces, one after the other. */
    void write(String place, String name, List<byte[]> pieces);

    /** Begins a file that is written bit by bit. */
    SnapshotFile create(String place, String name);

    /** Size of a file in bytes. Fails if there is none. */
    long size(String place, String name);

    /** Reads exactly that range. */
    byte[] read(String place, String name, long offset, int length);

    /** Deletes all files of a place, whole or not. A place that is not there is gone already. */
    void drop(String place);
}
