// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.state;

import java.util.List;

/** A list per key. */
public interface ListState<T> extends State {
    /** The elements in insertion order; unmodifiable, empty if there are none. */
    List<T> get();

    /** Appends one element. */
    void add(T value);

    /** Replaces all elements; an empty list clears. */
    void update(List<T> values);
}
