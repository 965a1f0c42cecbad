// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.function;

/**
 * Combines two values of the same type into one; must be associative.
 */
@FunctionalInterface
public interface ReduceFunction<T> {
    T reduce(T left, T right) throws Exception;
}
