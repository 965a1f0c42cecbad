// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.state;

import org.jspecify.annotations.Nullable;

/**
 * A value per key into which each added one is reduced.
 *
 * <pre>{@code
 * static Long largest(ReducingState<Long> largest, long amount) throws Exception {
 *     largest.add(amount);
 *     return largest.get();
 * }
 * }</pre>
 */
public interface ReducingState<T> extends State {
    /** The reduced value, or null if nothing was added. */
    @Nullable
    T get();

    /** Reduces {@code value} into the state. */
    void add(T value) throws Exception;
}
