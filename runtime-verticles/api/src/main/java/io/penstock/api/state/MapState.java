// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.state;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A map per key.
 *
 * <pre>{@code
 * static long countOf(MapState<String, Long> counts, String word) {
 *     Long before = counts.get(word);
 *     counts.put(word, before == null ? 1 : before + 1);
 *     return counts.get(word);
 * }
 * }</pre>
 */
public interface MapState<K, V> extends State {
    /** The value of {@code key}, or null. */
    @Nullable
    V get(K key);

    /** Puts one entry. */
    void put(K key, V value);

    /** Removes one entry. */
    void remove(K key);

    /** Whether there is an entry of that key. */
    boolean contains(K key);

    /** All entries, unmodifiable, in insertion order. */
    Iterable<Map.Entry<K, V>> entries();

    /** Whether there is no entry. */
    boolean isEmpty();
}
