// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.state;

import io.penstock.api.state.ListState;
import io.penstock.api.state.ListStateDescriptor;
import io.penstock.api.state.StateDescriptor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A list per key; each element lives on its own time. */
final class ListHandle<T> extends StateHandle implements ListState<T> {
    private final Class<T> type;

    ListHandle(KeyedStore store, int index, ListStateDescriptor<T> descriptor) {
        super(store, index, descriptor);
        this.type = descriptor.type();
    }

    @SuppressWarnings("unchecked") // only add() and update() fill the cell
    private static List<Object> elements(Object content) {
        return (List<Object>) content;
    }

    @Override
    @SuppressWarnings("unchecked")
    public List<T> get() {
        Object content = store.cell(index);
        if (content == null) return List.of();
        if (timeToLiveMs == 0) return (List<T>) Collections.unmodifiableList(elements(content));
        List<T> live = new ArrayList<>();
        for (Object stored : elements(content)) {
            Object value = unwrap(stored);
            if (value != null) live.add((T) value);
        }
        return Collections.unmodifiableList(live);
    }

    @Override
    public void add(T value) {
        Object content = store.cell(index);
        if (content == null) {
            content = new ArrayList<>(4);
            store.setCell(index, content);
        }
        elements(content).add(wrap(value));
    }

    @Override
    public void update(List<T> values) {
        if (values.isEmpty()) {
            clear();
            return;
        }
        List<Object> stored = new ArrayList<>(values.size());
        for (T value : values) stored.add(wrap(value));
        store.setCell(index, stored);
    }

    @Override
    boolean isSameTypeAs(StateDescriptor other) {
        return other instanceof ListStateDescriptor<?> list && list.type() == type;
    }

    @Override
    Object portable(Object content) {
        if (timeToLiveMs == 0) return content;
        List<Object> portable = new ArrayList<>();
        for (Object stored : elements(content)) portable.add(portableValue(stored));
        return portable;
    }

    @Override
    @Nullable
    Object restored(Object portable) {
        if (!(portable instanceof List<?> list)) return null;
        List<Object> elements = new ArrayList<>(Math.max(4, list.size()));
        for (Object element : list) {
            Object stored = restoredValue(type, element);
            if (stored == null) return null;
            elements.add(stored);
        }
        return elements;
    }

    @Override
    @Nullable
    Object unexpired(Object content, long nowMs) {
        if (timeToLiveMs == 0) return content;
        List<Object> elements = elements(content);
        elements.removeIf(stored -> !isLive(stored, nowMs));
        return elements.isEmpty() ? null : elements;
    }
}
