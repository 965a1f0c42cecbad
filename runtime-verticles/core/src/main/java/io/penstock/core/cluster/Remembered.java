// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.cluster;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A map that forgets its oldest entries: for what must be known a while but not for ever. */
final class Remembered<K, V> {
    private final Map<K, V> entries = new LinkedHashMap<>();
    private final int entriesMax;

    Remembered(int entriesMax) {
        this.entriesMax = entriesMax;
    }

    void put(K key, V value) {
        entries.remove(key);
        entries.put(key, value);
        if (entries.size() > entriesMax)
            entries.remove(entries.keySet().iterator().next());
    }

    @Nullable
    V get(K key) {
        return entries.get(key);
    }

    boolean contains(K key) {
        return entries.containsKey(key);
    }

    void remove(K key) {
        entries.remove(key);
    }
}
