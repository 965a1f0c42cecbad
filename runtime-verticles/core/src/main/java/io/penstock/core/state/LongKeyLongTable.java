// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.state;

import java.util.Arrays;

/**
 * Longs by unboxed long keys, side by side in one array. A key of 0 marks a free slot; the entry of key 0 itself lives
 * behind the others.
 */
final class LongKeyLongTable extends LongTable {
    private long[] cells;
    private int mask;
    private boolean hasZero;

    LongKeyLongTable(long initial, int entries) {
        super(initial);
        int capacity = capacityFor(entries);
        mask = capacity - 1;
        cells = new long[2 * capacity + 2];
    }

    @Override
    public int slot(Object key) {
        return key instanceof Long boxed ? slot(boxed.longValue()) : FOREIGN;
    }

    @Override
    public int slot(long key) {
        if (key == 0) return zeroSlot();
        long[] table = cells;
        int i = mix(key) & mask;
        for (long at; (at = table[2 * i]) != key; i = (i + 1) & mask) {
            if (at == 0) return insert(i, key);
        }
        touch(i);
        return i;
    }

    @Override
    public int touch(long[] keys, int count) {
        long[] table = cells;
        int touched = 0;
        for (int n = 0; n < count; n++) touched ^= (int) table[2 * (mix(keys[n]) & mask)];
        return touched;
    }

    private int zeroSlot() {
        if (!hasZero) {
            hasZero = true;
            cells[2 * (mask + 1) + 1] = initial;
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
        cells[2 * free] = key;
        cells[2 * free + 1] = initial;
        inserted(free);
        return free;
    }

    private int freeSlot(long key) {
        int i = mix(key) & mask;
        while (cells[2 * i] != 0) i = (i + 1) & mask;
        return i;
    }

    private void grow() {
        long[] old = cells;
        int oldCapacity = mask + 1;
        int capacity = oldCapacity * 2;
        mask = capacity - 1;
        cells = new long[2 * capacity + 2];
        TableWalk under = walk;
        long[] bits = under == null ? null : under.growing(slots());
        for (int i = 0; i < oldCapacity; i++) {
            if (old[2 * i] == 0) continue;
            int to = freeSlot(old[2 * i]);
            cells[2 * to] = old[2 * i];
            cells[2 * to + 1] = old[2 * i + 1];
            if (under != null && bits != null) under.moved(bits, i, to);
        }
        cells[2 * capacity + 1] = old[2 * oldCapacity + 1];
        if (under != null && bits != null) under.moved(bits, oldCapacity, capacity);
    }

    @Override
    public int find(Object key) {
        if (!(key instanceof Long boxed)) return ABSENT;
        long k = boxed;
        if (k == 0) return hasZero ? mask + 1 : ABSENT;
        int i = mix(k) & mask;
        for (long at; (at = cells[2 * i]) != k; i = (i + 1) & mask) {
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
        return slot > mask ? hasZero : cells[2 * slot] != 0;
    }

    @Override
    public Object keyAt(int slot) {
        return cells[2 * slot];
    }

    @Override
    public void fold(long key, LongFold fold, long value) {
        int at = 2 * slot(key) + 1;
        long[] table = cells;
        table[at] = fold.combine(table[at], value);
    }

    @Override
    public long get(int slot) {
        return cells[2 * slot + 1];
    }

    @Override
    public void set(int slot, long value) {
        cells[2 * slot + 1] = value;
    }

    @Override
    public void clear() {
        finishWalk();
        Arrays.fill(cells, 0);
        hasZero = false;
        size = 0;
    }

    @Override
    public LongTable withAnyKeys() {
        finishWalk();
        LongTable any = new AnyKeyLongTable(initial, size);
        for (int i = 0; i < slots(); i++) {
            if (isUsed(i)) any.set(any.slot(keyAt(i)), get(i));
        }
        return any;
    }
}
