// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.state;

import org.jspecify.annotations.Nullable;

/**
 * One value per key.
 *
 * <pre>{@code
 * static boolean first(ValueState<Boolean> seen) {
 *     boolean first = seen.value() == null;
 *     seen.update(true);
 *     return first;
 * }
 * }</pre>
 */
public interface ValueState<T> extends State {
    /** The value of the current key, or null. */
    @Nullable
    T value();

    /** Sets the value of the current key; null clears it. */
    void update(@Nullable T value);
}
