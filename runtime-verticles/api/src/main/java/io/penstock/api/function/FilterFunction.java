// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.function;

/**
 * Says whether a record is kept.
 */
@FunctionalInterface
public interface FilterFunction<T> {
    boolean test(T value) throws Exception;
}
