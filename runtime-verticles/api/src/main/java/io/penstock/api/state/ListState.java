// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.state;

import java.util.List;

/**
 * A list per key.
 *
 * <pre>{@code
 * static List<String> lastTen(ListState<String> lines, String line) {
 *     lines.add(line);
 *     List<String> all = lines.get();
 *     if (all.size() > 10) lines.update(all.subList(all.size() - 10, all.size()));
 *     return lines.get();
 * }
 * }</pre>
 */
public interface ListState<T> extends State {
    /** The elements in insertion order; unmodifiable, empty if there are none. */
    List<T> get();

    /** Appends one element. */
    void add(T value);

    /** Replaces all elements; an empty list clears. */
    void update(List<T> values);
}
