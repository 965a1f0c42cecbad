// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.metric;

/**
 * A number that only grows.
 *
 * <pre>{@code
 * final class CountBlank implements FilterFunction<String>, RichFunction {
 *     private Counter blank;
 *
 *     @Override
 *     public void open(RuntimeContext context) {
 *         blank = context.metrics().counter("blank_lines");
 *     }
 *
 *     @Override
 *     public boolean test(String line) {
 *         if (line.isBlank()) blank.increment();
 *         return !line.isBlank();
 *     }
 * }
 * }</pre>
 */
public interface Counter {
    /** Adds one. */
    default void increment() {
        increment(1);
    }

    /** Adds {@code amount}, at least 0. */
    void increment(long amount);
}
