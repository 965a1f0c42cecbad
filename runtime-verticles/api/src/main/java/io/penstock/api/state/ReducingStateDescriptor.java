// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.state;

import java.time.Duration;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Describes a {@link ReducingState}.
 *
 * <pre>{@code
 * var largest = new ReducingStateDescriptor<>("largest", Long.class, Math::max);
 * }</pre>
 */
public record ReducingStateDescriptor<T>(
        String name,
        Class<T> type,
        BinaryOperator<T> reduce,
        @Nullable Duration timeToLive) implements StateDescriptor {
    /** State that lives for ever. */
    public ReducingStateDescriptor(String name, Class<T> type, BinaryOperator<T> reduce) {
        this(name, type, reduce, null);
    }
}
