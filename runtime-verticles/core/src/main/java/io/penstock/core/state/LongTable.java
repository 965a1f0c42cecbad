// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.state;

import org.jspecify.annotations.Nullable;

/** A {@link KeyTable} with a primitive long per key. */
public abstract class LongTable extends KeyTable {
    final long initial;

    LongTable(long initial) {
        this.initial = initial;
    }

    /**
     * A table for keys of that class.
     *
     * @param keyType null if unknown: then a table for longs, which costs nothing if the first key is no long
     * @param initial the value of a new entry
     * @param entries how many to make room for
     */
    public static LongTable forKeys(@Nullable Class<?> keyType, long initial, int entries) {
        return keyType == null || keyType == Long.class
                ? new LongKeyLongTable(initial, entries)
                : new AnyKeyLongTable(initial, entries);
    }

    /** The value of a used slot. */
    public abstract long get(int slot);

    /** Sets the value of a used slot. */
    public abstract void set(int slot, long value);

    /** Folds a value into that of the key, which is inserted if it is absent. */
    public abstract void fold(long key, LongFold fold, long value);

    /** A table for keys of any class with the same entries; this one is not to be used any more. */
    public abstract LongTable withAnyKeys();

    /** Has every entry saved under that name. */
    public final void snapshot(String state, StateSnapshot out) {
        out.walk(this, slot -> out.add(new StateEntry(state, keyAt(slot), null, get(slot))));
    }
}
