// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.state;

/**
 * Where one operator puts entries that its share of the memory does not hold. What is written is gone when it is
 * closed, or with the process. Used on the task's thread, which waits for the disk. Methods throw an unchecked
 * exception that names file and cause when the disk refuses.
 */
public interface SpillSpace extends AutoCloseable {
    /** How many entries like these the share holds, at least one; the arrays are not kept. */
    int entriesMax(Object[] keys, Object[] values);

    /** A new, empty run. */
    Run newRun();

    /** Drops everything. Idempotent. */
    @Override
    void close();

    /** Entries in the order they were written in. First written, then read once. */
    interface Run {
        /** Appends an entry. */
        void add(Object key, Object value);

        /** Goes to the next entry, from before the first one. False at the end; then the run is dropped. */
        boolean next();

        /** The entry's key. */
        Object key();

        /** The entry's value. */
        Object value();
    }
}
