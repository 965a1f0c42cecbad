// SPDX-License-Identifier: Apache-2.0
package io.penstock.api;

/**
 * A value with its key.
 *
 * <pre>{@code
 * DataStream<Keyed<String, Long>> counts = lines.keyBy(line -> line).aggregate(Aggregates.counting());
 * DataStream<String> texts = counts.map(count -> count.key() + ": " + count.value());
 * }</pre>
 */
public record Keyed<K, V>(K key, V value) {}
