// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.function;

import java.util.Objects;

/**
 * Names a side output. Two tags are the same if their names are.
 *
 * @param name unique within the operator that emits to it
 */
public record OutputTag<T>(String name) {
    public OutputTag {
        Objects.requireNonNull(name);
        if (name.isBlank()) throw new IllegalArgumentException("an output tag needs a name");
    }
}
