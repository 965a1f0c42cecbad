// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.function;

/**
 * Extracts the key of a record. Must be deterministic; keys need stable {@code hashCode} and {@code equals} across JVMs.
 */
@FunctionalInterface
public interface KeySelector<T, K> {
    K key(T value) throws Exception;
}
