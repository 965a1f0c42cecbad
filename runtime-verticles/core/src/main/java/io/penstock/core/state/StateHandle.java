// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.state;

import io.penstock.api.state.State;
import io.penstock.api.state.StateDescriptor;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A user's handle on one cell of the current key's row. */
abstract class StateHandle implements State {
    final KeyedStore store;
    final int index;
    final StateDescriptor descriptor;
    /** 0 for ever. */
    final long timeToLiveMs;

    StateHandle(KeyedStore store, int index, StateDescriptor descriptor) {
        this.store = store;
        this.index = index;
        this.descriptor = descriptor;
        Duration timeToLive = descriptor.timeToLive();
        this.timeToLiveMs = timeToLive == null ? 0 : Math.max(1, timeToLive.toMillis());
    }

    /** A value with the time at which it expires. */
    record Expiring(Object value, long atMs) {}

    /** Whether a second declaration under this name means the same state. */
    abstract boolean isSameTypeAs(StateDescriptor other);

    /** What is left of a cell's content at that time; null for nothing. */
    abstract @Nullable Object unexpired(Object content, long nowMs);

    /** A cell's content in classes that a snapshot can hold. */
    abstract Object portable(Object content);

    /** What {@link #portable} made portable; null if it is not of this state's type. */
    abstract @Nullable Object restored(Object portable);

    /** A stored value, portable. */
    final Object portableValue(Object stored) {
        return stored instanceof Expiring expiring ? new Object[] {expiring.value, expiring.atMs} : stored;
    }

    /** What {@link #portableValue} made portable; null if it is not of the type, or lives on another sort of time. */
    final @Nullable Object restoredValue(Class<?> type, @Nullable Object portable) {
        if (timeToLiveMs == 0) return type.isInstance(portable) ? portable : null;
        if (!(portable instanceof Object[] parts) || parts.length != 2 || !(parts[1] instanceof Long atMs)) return null;
        return type.isInstance(parts[0]) ? new Expiring(parts[0], atMs) : null;
    }

    @Override
    public void clear() {
        store.setCell(index, null);
    }

    /** The value as it is stored. */
    final Object wrap(Object value) {
        return timeToLiveMs == 0 ? value : new Expiring(value, store.nowMs() + timeToLiveMs);
    }

    /** The value that {@link #wrap} stored, or null if it has expired. */
    final @Nullable Object unwrap(@Nullable Object stored) {
        if (timeToLiveMs == 0 || stored == null) return stored;
        Expiring expiring = (Expiring) stored;
        return expiring.atMs > store.nowMs() ? expiring.value : null;
    }

    final boolean isLive(Object stored, long nowMs) {
        return timeToLiveMs == 0 || ((Expiring) stored).atMs > nowMs;
    }
}
