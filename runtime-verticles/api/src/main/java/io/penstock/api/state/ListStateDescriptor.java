// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.state;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Describes a {@link ListState}.
 *
 * <pre>{@code
 * var recent = new ListStateDescriptor<>("recent", String.class, Duration.ofHours(1));
 * }</pre>
 *
 * @param type the elements' class
 */
public record ListStateDescriptor<T>(
        String name, Class<T> type, @Nullable Duration timeToLive) implements StateDescriptor {
    /** State that lives for ever. */
    public ListStateDescriptor(String name, Class<T> type) {
        this(name, type, null);
    }
}
