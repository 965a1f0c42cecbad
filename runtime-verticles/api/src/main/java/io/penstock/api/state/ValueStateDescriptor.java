// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.state;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Describes a {@link ValueState}.
 *
 * <pre>{@code
 * var last = new ValueStateDescriptor<>("last", Long.class);
 * }</pre>
 *
 * @param type the value's class
 */
public record ValueStateDescriptor<T>(
        String name, Class<T> type, @Nullable Duration timeToLive) implements StateDescriptor {
    /** State that lives for ever. */
    public ValueStateDescriptor(String name, Class<T> type) {
        this(name, type, null);
    }
}
