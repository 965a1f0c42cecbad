// SPDX-License-Identifier: Apache-2.0
package io.penstock.api;

/**
 * The result of a window.
 *
 * <pre>{@code
 * DataStream<WindowResult<String, Long>> perMinute = orders.keyBy(Order::customer)
 *         .window(WindowAssigner.tumbling(Duration.ofMinutes(1)))
 *         .aggregate(Aggregates.counting());
 * perMinute.map(w -> w.key() + " made " + w.value() + " orders before " + Instant.ofEpochMilli(w.endMs()));
 * }</pre>
 *
 * @param startMs the window's start, inclusive, ms since the epoch
 * @param endMs the window's end, exclusive
 */
public record WindowResult<K, V>(K key, long startMs, long endMs, V value) {}
