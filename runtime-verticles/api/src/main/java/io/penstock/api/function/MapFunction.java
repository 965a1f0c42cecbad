// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.function;

/**
 * Turns one record into exactly one other.
 */
@FunctionalInterface
public interface MapFunction<T, R> {
    R map(T value) throws Exception;
}
