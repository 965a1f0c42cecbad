// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.function;

/**
 * Turns one record into any number of others, emitted through the collector before the call returns.
 */
@FunctionalInterface
public interface FlatMapFunction<T, R> {
    void flatMap(T value, Collector<R> out) throws Exception;
}
