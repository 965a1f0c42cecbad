// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.state;

import io.penstock.api.state.StateDescriptor;
import io.penstock.api.state.ValueState;
import io.penstock.api.state.ValueStateDescriptor;
import org.jspecify.annotations.Nullable;

/** One value per key. */
final class ValueHandle<T> extends StateHandle implements ValueState<T> {
    private final Class<T> type;

    ValueHandle(KeyedStore store, int index, ValueStateDescriptor<T> descriptor) {
        super(store, index, descriptor);
        this.type = descriptor.type();
    }

    @Override
    @SuppressWarnings("unchecked") // only update() fills the cell
    public @Nullable T value() {
        return (T) unwrap(store.cell(index));
    }

    @Override
    public void update(@Nullable T value) {
        store.setCell(index, value == null ? null : wrap(value));
    }

    @Override
    boolean isSameTypeAs(StateDescriptor other) {
        return other instanceof ValueStateDescriptor<?> value && value.type() == type;
    }

    @Override
    Object portable(Object content) {
        return portableValue(content);
    }

    @Override
    @Nullable
    Object restored(Object portable) {
        return restoredValue(type, portable);
    }

    @Override
    @Nullable
    Object unexpired(Object content, long nowMs) {
        return isLive(content, nowMs) ? content : null;
    }
}
