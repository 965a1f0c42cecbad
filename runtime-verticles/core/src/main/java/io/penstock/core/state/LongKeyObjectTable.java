// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.state;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Objects by unboxed long keys. A key of 0 marks a free slot; the entry of key 0 itself lives in one slot behind the
 * others.
 */
final class LongKeyObjectTable extends ObjectTable {
    private long[] keys;
    private @Nullable Object[] values;
    private int mask;
    private boolean hasZero;

    LongKeyObjectTable(int entries) {
        int capacity = capacityFor(entries);
        mask = capacity - 1;
        keys = new long[capacity];
        values = new Object[capacity + 1];
    }

    @Override
    public int slot(Object key) {
        return key instanceof Long boxed ? slot(boxed.longValue()) : FOREIGN;
    }

    @Override
    public int slot(long key) {
        if (key == 0) return zeroSlot();
        long[] table = keys;
        int i = mix(key) & mask;
        for (long at; (at = table[i]) != key; i = (i + 1) & mask) {
            if (at == 0) return insert(i, key);
        }
        touch(i);
        return i;
    }

    /** The values too, each by its header. */
    @Override
    public int touch(long[] keys, int count) {
        long[] table = this.keys;
        Object[] objects = values;
        int touched = 0;
        for (int n = 0; n < count; n++) {
            int i = mix(keys[n]) & mask;
            Object value = objects[i];
            if (value != null && value.getClass() == Long.class) touched++;
            touched ^= (int) table[i];
        }
        return touched;
    }

    private int zeroSlot() {
        if (!hasZero) {
            hasZero = true;
            size++;
            inserted(mask + 1);
        } else {
            touch(mask + 1);
        }
        return mask + 1;
    }

    private int insert(int free, long key) {
        if (++size * 2 > mask) {
            grow();
            free = freeSlot(key);
        }
        keys[free] = key;
        inserted(free);
        return free;
    }

    private int freeSlot(long key) {
        int i = mix(key) & mask;
        while (keys[i] != 0) i = (i + 1) & mask;
        return i;
    }

    private void grow() {
        long[] oldKeys = keys;
        Object[] oldValues = values;
        int capacity = oldKeys.length * 2;
        mask = capacity - 1;
        keys = new long[capacity];
        values = new Object[capacity + 1];
        TableWalk under = walk;
        long[] bits = under == null ? null : under.growing(slots());
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] == 0) continue;
            int to = freeSlot(oldKeys[i]);
            keys[to] = oldKeys[i];
            values[to] = oldValues[i];
            if (under != null && bits != null) under.moved(bits, i, to);
        }
        values[capacity] = oldValues[oldKeys.length];
        if (under != null && bits != null) under.moved(bits, oldKeys.length, capacity);
    }

    @Override
    public int find(Object key) {
        if (!(key instanceof Long boxed)) return ABSENT;
        long k = boxed;
        if (k == 0) return hasZero ? mask + 1 : ABSENT;
        int i = mix(k) & mask;
        for (long at; (at = keys[i]) != k; i = (i + 1) & mask) {
            if (at == 0) return ABSENT;
        }
        return i;
    }

    @Override
    public int slots() {
        return mask + 2;
    }

    @Override
    public boolean isUsed(int slot) {
        return slot > mask ? hasZero : keys[slot] != 0;
    }

    @Override
    public Object keyAt(int slot) {
        return slot > mask ? 0L : keys[slot];
    }

    @Override
    public @Nullable Object get(int slot) {
        return values[slot];
    }

    @Override
    public void set(int slot, Object value) {
        values[slot] = value;
    }

    @Override
    public void removeAt(int slot) {
        touch(slot);
        size--;
        values[slot] = null;
        if (slot > mask) {
            hasZero = false;
            return;
        }
        int hole = slot;
        for (int i = (hole + 1) & mask; keys[i] != 0; i = (i + 1) & mask) {
            int home = mix(keys[i]) & mask;
            if (((i - home) & mask) < ((i - hole) & mask)) continue;
            moving(i, hole);
            keys[hole] = keys[i];
            values[hole] = values[i];
            hole = i;
        }
        keys[hole] = 0;
        values[hole] = null;
    }

    @Override
    public void clear() {
        finishWalk();
        Arrays.fill(keys, 0);
        Arrays.fill(values, null);
        hasZero = false;
        size = 0;
    }

    @Override
    public ObjectTable withAnyKeys() {
        finishWalk();
        ObjectTable any = new AnyKeyObjectTable(size);
        for (int i = 0; i < slots(); i++) {
            Object value = values[i];
            if (isUsed(i) && value != null) any.set(any.slot(keyAt(i)), value);
        }
        return any;
    }
}
