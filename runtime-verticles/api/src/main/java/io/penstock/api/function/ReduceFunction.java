// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.function;

/**
 * Combines two values of the same type into one; must be associative.
 *
 * <pre>{@code
 * ReduceFunction<Reading> hottest = (a, b) -> a.value() >= b.value() ? a : b;
 * DataStream<Reading> records = readings.keyBy(Reading::sensor).reduce(hottest);
 * }</pre>
 */
@FunctionalInterface
public interface ReduceFunction<T> {
    /** The combination of {@code left} and {@code right}. */
    T reduce(T left, T right) throws Exception;
}
