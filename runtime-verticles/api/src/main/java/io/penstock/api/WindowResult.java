// SPDX-License-Identifier: Apache-2.0
package io.penstock.api;

/**
 * The result of a window.
 *
 * @param startMs the window's start, inclusive, ms since the epoch
 * @param endMs the window's end, exclusive
 */
public record WindowResult<K, V>(K key, long startMs, long endMs, V value) {}
