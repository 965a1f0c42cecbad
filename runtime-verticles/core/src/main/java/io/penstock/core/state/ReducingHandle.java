// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.state;

import io.penstock.api.state.ReducingState;
import io.penstock.api.state.ReducingStateDescriptor;
import io.penstock.api.state.StateDescriptor;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/** A value per key into which others are reduced. */
final class ReducingHandle<T> extends StateHandle implements ReducingState<T> {
    private final Class<T> type;
    private final BinaryOperator<T> reduce;

    ReducingHandle(KeyedStore store, int index, ReducingStateDescriptor<T> descriptor) {
        super(store, index, descriptor);
        this.type = descriptor.type();
        this.reduce = descriptor.reduce();
    }

    @Override
    @SuppressWarnings("unchecked") // only add() fills the cell
    public @Nullable T get() {
        return (T) unwrap(store.cell(index));
    }

    @Override
    public void add(T value) {
        T old = get();
        store.setCell(index, wrap(old == null ? value : reduce.apply(old, value)));
    }

    @Override
    boolean isSameTypeAs(StateDescriptor other) {
        return other instanceof ReducingStateDescriptor<?> reducing && reducing.type() == type;
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
