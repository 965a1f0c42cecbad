// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.state;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Describes a {@link MapState}, keyed or broadcast.
 *
 * <pre>{@code
 * var limits = new MapStateDescriptor<>("limits", String.class, Long.class);
 * }</pre>
 */
public record MapStateDescriptor<K, V>(
        String name,
        Class<K> keyType,
        Class<V> valueType,
        @Nullable Duration timeToLive) implements StateDescriptor {
    /** State that lives for ever. */
    public MapStateDescriptor(String name, Class<K> keyType, Class<V> valueType) {
        this(name, keyType, valueType, null);
    }
}
