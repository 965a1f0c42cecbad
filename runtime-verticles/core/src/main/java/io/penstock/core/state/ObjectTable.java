// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.state;

import org.jspecify.annotations.Nullable;

/** A {@link KeyTable} with an object per key. */
public abstract class ObjectTable extends KeyTable {
    /**
     * A table for keys of that class.
     *
     * @param keyType null if unknown: then a table for longs, which costs nothing if the first key is no long
     * @param entries how many to make room for
     */
    public static ObjectTable forKeys(@Nullable Class<?> keyType, int entries) {
        return keyType == null || keyType == Long.class
                ? new LongKeyObjectTable(entries)
                : new AnyKeyObjectTable(entries);
    }

    /** The value of a used slot; null right after insertion. */
    public abstract @Nullable Object get(int slot);

    /** Sets the value of a used slot. */
    public abstract void set(int slot, Object value);

    /** Removes the entry of a used slot. */
    public abstract void removeAt(int slot);

    /** A table for keys of any class with the same entries; this one is not to be used any more. */
    public abstract ObjectTable withAnyKeys();

    /** Has every entry saved under that name. */
    public final void snapshot(String state, StateSnapshot out) {
        out.walk(this, slot -> out.add(new StateEntry(state, keyAt(slot), null, get(slot))));
    }
}
