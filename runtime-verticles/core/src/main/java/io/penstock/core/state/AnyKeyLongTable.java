// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.state;

import io.penstock.core.graph.KeyGroups;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Longs by keys of any class, with the keys' hashes at hand. */
final class AnyKeyLongTable extends LongTable {
    private int[] hashes;
    private @Nullable Object[] keys;
    private long[] values;
    private int mask;

    AnyKeyLongTable(long initial, int entries) {
        super(initial);
        int capacity = capacityFor(entries);
        mask = capacity - 1;
        hashes = new int[capacity];
        keys = new Object[capacity];
        values = new long[capacity];
    }

    @Override
    public int slot(Object key) {
        int hash = mix(KeyGroups.hash(key));
        int i = (hash >>> 1) & mask;
        for (int at; (at = hashes[i]) != 0; i = (i + 1) & mask) {
            if (at == hash && matches(i, key)) {
                touch(i);
                return i;
            }
        }
        return insert(i, hash, key);
    }

    @Override
    public int slot(long key) {
        return slot((Object) key);
    }

    private boolean matches(int slot, Object key) {
        Object at = keys[slot];
        return at == key || key.equals(at);
    }

    private int insert(int free, int hash, Object key) {
        if (++size * 2 > mask) {
            grow();
            free = freeSlot(hash);
        }
        hashes[free] = hash;
        keys[free] = key;
        values[free] = initial;
        inserted(free);
        return free;
    }

    private int freeSlot(int hash) {
        int i = (hash >>> 1) & mask;
        while (hashes[i] != 0) i = (i + 1) & mask;
        return i;
    }

    private void grow() {
        int[] oldHashes = hashes;
        Object[] oldKeys = keys;
        long[] oldValues = values;
        int capacity = oldHashes.length * 2;
        mask = capacity - 1;
        hashes = new int[capacity];
        keys = new Object[capacity];
        values = new long[capacity];
        TableWalk under = walk;
        long[] bits = under == null ? null : under.growing(slots());
        for (int i = 0; i < oldHashes.length; i++) {
            if (oldHashes[i] == 0) continue;
            int to = freeSlot(oldHashes[i]);
            hashes[to] = oldHashes[i];
            keys[to] = oldKeys[i];
            values[to] = oldValues[i];
            if (under != null && bits != null) under.moved(bits, i, to);
        }
    }

    @Override
    public int find(Object key) {
        int hash = mix(KeyGroups.hash(key));
        int i = (hash >>> 1) & mask;
        for (int at; (at = hashes[i]) != 0; i = (i + 1) & mask) {
            if (at == hash && matches(i, key)) return i;
        }
        return ABSENT;
    }

    @Override
    public int slots() {
        return mask + 1;
    }

    @Override
    public boolean isUsed(int slot) {
        return hashes[slot] != 0;
    }

    @Override
    public Object keyAt(int slot) {
        return Objects.requireNonNull(keys[slot]);
    }

    @Override
    public void fold(long key, LongFold fold, long value) {
        int slot = slot(key);
        values[slot] = fold.combine(values[slot], value);
    }

    @Override
    public long get(int slot) {
        return values[slot];
    }

    @Override
    public void set(int slot, long value) {
        values[slot] = value;
    }

    @Override
    public void clear() {
        finishWalk();
        Arrays.fill(hashes, 0);
        Arrays.fill(keys, null);
        size = 0;
    }

    @Override
    public LongTable withAnyKeys() {
        return this;
    }
}
