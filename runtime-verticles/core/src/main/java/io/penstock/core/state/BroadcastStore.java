// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.state;

import io.penstock.api.state.MapState;
import io.penstock.api.state.MapStateDescriptor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Broadcast state of one operator and subtask: a map per declared descriptor, the same for all keys. */
@SuppressWarnings("rawtypes")
public final class BroadcastStore {
    private final Map<String, Contents> states = new LinkedHashMap<>();

    /** A store of these states, all empty. */
    public BroadcastStore(List<MapStateDescriptor> descriptors) {
        for (MapStateDescriptor descriptor : descriptors) states.put(descriptor.name(), new Contents(descriptor));
    }

    /** The state of that descriptor, which must be one of those declared. */
    @SuppressWarnings("unchecked") // equal descriptors have the same key and value classes
    public <K, V> MapState<K, V> state(MapStateDescriptor<K, V> descriptor, boolean writable) {
        Contents contents = states.get(descriptor.name());
        if (contents == null || !contents.descriptor.equals(descriptor)) {
            throw new IllegalArgumentException(
                    "broadcast state " + descriptor + " is not declared; declared are " + states.keySet());
        }
        return (MapState<K, V>) (writable ? contents.writable : contents.readable);
    }

    /** Hands out every entry. */
    public void snapshot(StateSnapshot out) {
        states.forEach((name, contents) ->
                contents.entries.forEach((key, value) -> out.add(new StateEntry(name, null, key, value))));
    }

    /** Takes an entry of a snapshot back; answers false if no state of that name is declared. */
    public boolean restore(StateEntry entry) {
        Contents contents = states.get(entry.state());
        if (contents == null || entry.detail() == null || entry.value() == null) return false;
        contents.entries.put(entry.detail(), entry.value());
        return true;
    }

    private static final class Contents {
        final MapStateDescriptor descriptor;
        final Map<Object, Object> entries = new LinkedHashMap<>();
        final View writable = new View(entries, true);
        final View readable = new View(entries, false);

        Contents(MapStateDescriptor descriptor) {
            this.descriptor = descriptor;
        }
    }

    private record View(Map<Object, Object> contents, boolean writable) implements MapState<Object, Object> {
        @Override
        public @Nullable Object get(Object key) {
            return contents.get(key);
        }

        @Override
        public void put(Object key, Object value) {
            checkWritable();
            contents.put(key, value);
        }

        @Override
        public void remove(Object key) {
            checkWritable();
            contents.remove(key);
        }

        @Override
        public void clear() {
            checkWritable();
            contents.clear();
        }

        @Override
        public boolean contains(Object key) {
            return contents.containsKey(key);
        }

        @Override
        public Iterable<Map.Entry<Object, Object>> entries() {
            return Collections.unmodifiableMap(contents).entrySet();
        }

        @Override
        public boolean isEmpty() {
            return contents.isEmpty();
        }

        private void checkWritable() {
            if (!writable)
                throw new IllegalStateException("broadcast state is read-only for records of the main input");
        }
    }
}
