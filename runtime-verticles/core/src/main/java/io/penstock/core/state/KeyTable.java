// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.state;

import org.jspecify.annotations.Nullable;

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

    /** The snapshot that is being taken of the table. */
    @Nullable
    TableWalk walk;

    /** The slot of a key, which is inserted with an empty value if it is absent; or {@link #FOREIGN}. */
    public abstract int slot(Object key);

    /**
     * The same for a {@code Long} key, which needs no box in a table for longs; so callers unbox before the call. Never
     * {@link #FOREIGN}.
     */
    public abstract int slot(long key);

    /** The slot of a key, or {@link #ABSENT}. */
    public abstract int find(Object key);

    /**
     * Has the memory of these keys' entries fetched, all at once, since they are about to be asked for.
     *
     * @return nothing of meaning; to be kept, so that the compiler cannot leave the reading out
     */
    public int touch(long[] keys, int count) {
        return 0;
    }

    /** The slots are {@code [0, slots())}. */
    public abstract int slots();

    /** Whether a slot holds an entry. */
    public abstract boolean isUsed(int slot);

    /** The key of a used slot. */
    public abstract Object keyAt(int slot);

    /** Removes all entries and keeps the space. */
    public abstract void clear();

    /** Begins a snapshot of what the table holds now; one that is on its way must have ended. */
    public final TableWalk walk(TableWalk.Saver saver, Runnable savedEarly) {
        if (walk != null) throw new IllegalStateException("the table is being saved already");
        TableWalk begun = new TableWalk(this, saver, savedEarly);
        walk = begun;
        return begun;
    }

    /** Whether a snapshot of it is on its way. */
    public final boolean isWalked() {
        return walk != null;
    }

    /** Says that the value of a used slot will change inside. {@link #slot} says so by itself. */
    public final void touch(int slot) {
        TableWalk under = walk;
        if (under != null) under.touch(slot);
    }

    final void ended(TableWalk over) {
        if (walk == over) walk = null;
    }

    /** Has a snapshot that is on its way end before everything changes. */
    final void finishWalk() {
        TableWalk under = walk;
        if (under != null) under.finish();
    }

    final void moving(int from, int to) {
        TableWalk under = walk;
        if (under != null) under.moving(from, to);
    }

    final void inserted(int slot) {
        TableWalk under = walk;
        if (under != null) under.inserted(slot);
    }

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
