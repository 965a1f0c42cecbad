// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.state;

import io.penstock.core.graph.KeyGroups;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Objects by keys of any class, with the keys' hashes at hand; key and value of a slot lie side by side. */
final class AnyKeyObjectTable extends ObjectTable {
    private int[] hashes;
    private @Nullable Object[] cells;
    private int mask;

    AnyKeyObjectTable(int entries) {
        int capacity = capacityFor(entries);
        mask = capacity - 1;
        hashes = new int[capacity];
        cells = new Object[capacity * 2];
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
        Object at = cells[2 * slot];
        return at == key || key.equals(at);
    }

    private int insert(int free, int hash, Object key) {
        if (++size * 2 > mask) {
            grow();
            free = freeSlot(hash);
        }
        hashes[free] = hash;
        cells[2 * free] = key;
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
        Object[] oldCells = cells;
        int capacity = oldHashes.length * 2;
        mask = capacity - 1;
        hashes = new int[capacity];
        cells = new Object[capacity * 2];
        TableWalk under = walk;
        long[] bits = under == null ? null : under.growing(slots());
        for (int i = 0; i < oldHashes.length; i++) {
            if (oldHashes[i] == 0) continue;
            int to = freeSlot(oldHashes[i]);
            hashes[to] = oldHashes[i];
            cells[2 * to] = oldCells[2 * i];
            cells[2 * to + 1] = oldCells[2 * i + 1];
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
        return Objects.requireNonNull(cells[2 * slot]);
    }

    @Override
    public @Nullable Object get(int slot) {
        return cells[2 * slot + 1];
    }

    @Override
    public void set(int slot, Object value) {
        cells[2 * slot + 1] = value;
    }

    @Override
    public void removeAt(int slot) {
        touch(slot);
        size--;
        int hole = slot;
        for (int i = (hole + 1) & mask; hashes[i] != 0; i = (i + 1) & mask) {
            int home = (hashes[i] >>> 1) & mask;
            if (((i - home) & mask) < ((i - hole) & mask)) continue;
            moving(i, hole);
            hashes[hole] = hashes[i];
            cells[2 * hole] = cells[2 * i];
            cells[2 * hole + 1] = cells[2 * i + 1];
            hole = i;
        }
        hashes[hole] = 0;
        cells[2 * hole] = null;
        cells[2 * hole + 1] = null;
    }

    @Override
    public void clear() {
        finishWalk();
        Arrays.fill(hashes, 0);
        Arrays.fill(cells, null);
        size = 0;
    }

    @Override
    public ObjectTable withAnyKeys() {
        return this;
    }
}
