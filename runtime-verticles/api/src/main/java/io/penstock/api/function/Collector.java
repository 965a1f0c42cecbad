// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.function;

/**
 * Where a function puts its results. Valid only during the call that received it.
 *
 * <pre>{@code
 * FlatMapFunction<String, String> words = (line, out) -> {
 *     for (String word : line.split(" ")) out.collect(word);
 * };
 * }</pre>
 */
public interface Collector<T> {
    /** Emits one record with the timestamp of the record or timer being processed. */
    void collect(T value);
}
