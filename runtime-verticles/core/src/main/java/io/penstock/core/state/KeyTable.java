// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.state;

/**
 * An open-addressing table from keys to slots, with the values beside the keys. A slot number holds until the next
 * insertion or removal.
 *
 * <p>There are tables for {@code Long} keys, which keep them unboxed, and tables for keys of any class. A table for
 * longs answers {@link #FOREIGN} to another key; its user then goes on with the table for any keys that holds the same
 * entries.
 *
 * <p>The order of slots depends on keys and history alone, so it is the same in every replay. Not thread-safe.
 */
public abstract class KeyTable {
    /** The key is of a class that this table cannot hold. */
    public static final int FOREIGN = -2;

    /** There is no such key. */
    public static final int ABSENT = -1;

    int size;

    /** The slot of a key, which is inserted with an empty value if it is absent; or {@link #FOREIGN}. */
    public abstract int slot(Object key);

    /**
     * The same for a {@code Long} key, which needs no box in a table for longs; so callers unbox before the call. Never
     * {@link #FOREIGN}.
     */
    public abstract int slot(long key);

    /** The slot of a key, or {@link #ABSENT}. */
    public abstract int find(Object key);

    /** The slots are {@code [0, slots())}. */
    public abstract int slots();

    /** Whether a slot holds an entry. */
    public abstract boolean isUsed(int slot);

    /** The key of a used slot. */
    public abstract Object keyAt(int slot);

    /** Removes all entries and keeps the space. */
    public abstract void clear();

    /** Number of entries. */
    public final int size() {
        return size;
    }

    /** Spreads the bits of a long over the upper half of the product. */
    static int mix(long key) {
        return (int) ((key * 0x9E3779B97F4A7C15L) >>> 32);
    }

    /** Spreads the bits of a hash code; never 0, which marks a free slot. */
    static int mix(int hash) {
        int h = hash * 0x9E3779B9;
        return (h ^ (h >>> 15)) | 1;
    }

    static int capacityFor(int entries) {
        return Integer.highestOneBit(Math.max(8, entries * 2 - 1)) << 1;
    }
}
