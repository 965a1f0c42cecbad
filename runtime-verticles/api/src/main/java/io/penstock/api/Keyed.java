// SPDX-License-Identifier: Apache-2.0
package io.penstock.api;

/** A value with its key. */
public record Keyed<K, V>(K key, V value) {}
