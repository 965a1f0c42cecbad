// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.state;

/**
 * A snapshot's way through a table that goes on being used: what the table held at the beginning is saved in portions,
 * and an entry that is about to change before its turn is saved first. So every entry is saved once, as it was, and
 * none that came later.
 *
 * <p>A slot's bit says that its entry needs no saving any more. It goes with the entry when the table moves it. Not
 * thread-safe.
 */
public final class TableWalk {
    private static final long WHOLE_WORD = -1L;

    private final KeyTable table;
    private final Saver saver;
    private final Runnable savedEarly;
    private long[] saved;
    private int cursor;

    /** Takes entries. */
    @FunctionalInterface
    public interface Saver {
        /** Saves the entry of a slot as it is now. */
        void save(int slot);
    }

    TableWalk(KeyTable table, Saver saver, Runnable savedEarly) {
        this.table = table;
        this.saver = saver;
        this.savedEarly = savedEarly;
        this.saved = bitsOf(table.slots());
    }

    private static long[] bitsOf(int slots) {
        return new long[(slots + Long.SIZE - 1) / Long.SIZE];
    }

    /**
     * Saves the next entries, and looks at a bounded number of slots for each.
     *
     * @return how many were saved; less than asked for does not mean the end, see {@link #isOver}
     */
    public int next(int entriesMax) {
        int count = 0;
        int last = (int) Math.min(table.slots(), cursor + 8L * entriesMax);
        while (cursor < last && count < entriesMax) {
            int slot = cursor++;
            if ((slot & (Long.SIZE - 1)) == 0 && saved[slot / Long.SIZE] == WHOLE_WORD) cursor += Long.SIZE - 1;
            else if (save(slot)) count++;
        }
        if (isOver()) table.ended(this);
        return count;
    }

    /** Whether all is saved, or nobody wants the rest. */
    public boolean isOver() {
        return cursor >= table.slots();
    }

    /** Saves nothing more. */
    public void abandon() {
        cursor = Integer.MAX_VALUE - 8 * Long.SIZE;
        table.ended(this);
    }

    /** Saves all that is left. */
    void finish() {
        while (!isOver()) next(Short.MAX_VALUE);
        savedEarly.run();
    }

    private boolean save(int slot) {
        if (!table.isUsed(slot) || isSaved(slot)) return false;
        mark(slot);
        saver.save(slot);
        return true;
    }

    private boolean isSaved(int slot) {
        return (saved[slot / Long.SIZE] & 1L << slot) != 0;
    }

    private void mark(int slot) {
        saved[slot / Long.SIZE] |= 1L << slot;
    }

    /** The entry of a used slot is about to change. */
    void touch(int slot) {
        if (isSaved(slot)) return;
        mark(slot);
        saver.save(slot);
        savedEarly.run();
    }

    /** A slot has got an entry that was not there. */
    void inserted(int slot) {
        mark(slot);
    }

    /** The entry of a slot goes to an earlier one, which the walk may have passed. */
    void moving(int from, int to) {
        touch(from);
        mark(to);
    }

    /** The table grows to that many slots; every entry is announced by {@link #moved} to the bits given back. */
    long[] growing(int slots) {
        long[] old = saved;
        saved = bitsOf(slots);
        cursor = 0;
        return old;
    }

    /** The entry that was in {@code from} before the table grew is in {@code to}. */
    void moved(long[] old, int from, int to) {
        if ((old[from / Long.SIZE] & 1L << from) != 0) mark(to);
    }
}
