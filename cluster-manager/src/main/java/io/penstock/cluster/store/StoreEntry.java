// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.store;

/** A key with what stands under it. */
public record StoreEntry(String key, Versioned record) {}
