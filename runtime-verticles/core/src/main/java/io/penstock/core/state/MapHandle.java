// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.state;

import io.penstock.api.state.MapState;
import io.penstock.api.state.MapStateDescriptor;
import io.penstock.api.state.StateDescriptor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A map per key; each entry lives on its own time. */
final class MapHandle<K, V> extends StateHandle implements MapState<K, V> {
    private final Class<K> keyType;
    private final Class<V> valueType;

    MapHandle(KeyedStore store, int index, MapStateDescriptor<K, V> descriptor) {
        super(store, index, descriptor);
        this.keyType = descriptor.keyType();
        this.valueType = descriptor.valueType();
    }

    @SuppressWarnings("unchecked") // only put() fills the cell
    private @Nullable Map<K, Object> entriesStored() {
        return (Map<K, Object>) store.cell(index);
    }

    @Override
    @SuppressWarnings("unchecked")
    public @Nullable V get(K key) {
        Map<K, Object> stored = entriesStored();
        return stored == null ? null : (V) unwrap(stored.get(key));
    }

    @Override
    public void put(K key, V value) {
        Map<K, Object> stored = entriesStored();
        if (stored == null) {
            stored = new LinkedHashMap<>();
            store.setCell(index, stored);
        }
        stored.put(key, wrap(value));
    }

    @Override
    public void remove(K key) {
        Map<K, Object> stored = entriesStored();
        if (stored != null && stored.remove(key) != null && stored.isEmpty()) clear();
    }

    @Override
    public boolean contains(K key) {
        return get(key) != null;
    }

    @Override
    @SuppressWarnings("unchecked")
    public Iterable<Map.Entry<K, V>> entries() {
        Map<K, Object> stored = entriesStored();
        if (stored == null) return Collections.emptyList();
        if (timeToLiveMs == 0)
            return Collections.unmodifiableMap((Map<K, V>) stored).entrySet();
        Map<K, V> live = new LinkedHashMap<>();
        stored.forEach((key, value) -> {
            Object unwrapped = unwrap(value);
            if (unwrapped != null) live.put(key, (V) unwrapped);
        });
        return Collections.unmodifiableMap(live).entrySet();
    }

    @Override
    public boolean isEmpty() {
        return !entries().iterator().hasNext();
    }

    @Override
    boolean isSameTypeAs(StateDescriptor other) {
        return other instanceof MapStateDescriptor<?, ?> map
                && map.keyType() == keyType
                && map.valueType() == valueType;
    }

    @Override
    @SuppressWarnings("unchecked")
    Object portable(Object content) {
        if (timeToLiveMs == 0) return content;
        Map<K, Object> portable = new LinkedHashMap<>();
        ((Map<K, Object>) content).forEach((key, stored) -> portable.put(key, portableValue(stored)));
        return portable;
    }

    @Override
    @Nullable
    Object restored(Object portable) {
        if (!(portable instanceof Map<?, ?> map)) return null;
        Map<Object, Object> entries = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            Object stored = restoredValue(valueType, entry.getValue());
            if (stored == null || !keyType.isInstance(entry.getKey())) return null;
            entries.put(entry.getKey(), stored);
        }
        return entries;
    }

    @Override
    @SuppressWarnings("unchecked")
    @Nullable
    Object unexpired(Object content, long nowMs) {
        if (timeToLiveMs == 0) return content;
        Map<K, Object> stored = (Map<K, Object>) content;
        stored.values().removeIf(value -> !isLive(value, nowMs));
        return stored.isEmpty() ? null : stored;
    }
}
