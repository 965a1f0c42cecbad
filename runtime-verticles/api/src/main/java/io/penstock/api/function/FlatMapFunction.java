// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.function;

/**
 * Turns one record into any number of others, emitted through the collector before the call returns.
 *
 * <pre>{@code
 * DataStream<String> words = lines.<String>flatMap((line, out) -> {
 *     for (String word : line.split(" ")) out.collect(word);
 * });
 * }</pre>
 */
@FunctionalInterface
public interface FlatMapFunction<T, R> {
    /** Emits the results for {@code value}; {@code out} is valid only during the call. */
    void flatMap(T value, Collector<R> out) throws Exception;
}
