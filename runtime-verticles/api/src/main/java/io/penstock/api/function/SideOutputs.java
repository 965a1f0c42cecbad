// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.function;

/** Emits to side outputs. */
public interface SideOutputs {
    /** Emits {@code value} to the side output {@code tag}; dropped when nobody consumes that output. */
    <X> void output(OutputTag<X> tag, X value);
}
