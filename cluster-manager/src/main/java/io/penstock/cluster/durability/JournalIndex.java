// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.durability;

import io.penstock.cluster.store.RecordHeader;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The newest header of each key that a journal holds. Not thread-safe. */
final class JournalIndex {
    private final Map<String, Map<String, RecordHeader>> maps = new HashMap<>();

    /** Takes a header in unless it knows one as new. */
    void add(String map, String key, RecordHeader header) {
        maps.computeIfAbsent(map, absent -> new HashMap<>())
                .merge(key, header, (known, added) -> added.newerThan(known) ? added : known);
    }

    /** Whether a record with this header would be news. */
    boolean lacks(String map, String key, RecordHeader header) {
        RecordHeader known = keys(map).get(key);
        return known == null || header.newerThan(known);
    }

    Set<String> maps() {
        return new TreeSet<>(maps.keySet());
    }

    Map<String, RecordHeader> keys(String map) {
        return maps.getOrDefault(map, Map.of());
    }

    JournalIndex copy() {
        JournalIndex copy = new JournalIndex();
        maps.forEach((map, keys) -> copy.maps.put(map, new HashMap<>(keys)));
        return copy;
    }
}
