// SPDX-License-Identifier: Apache-2.0
/**
 * Named maps of versioned bytes, guarded by fencing tokens, kept in memory or by Hazelcast; and blobs on top of them.
 *
 * <p>Main types: {@link io.penstock.cluster.store.ReplicatedStore}, {@link io.penstock.cluster.store.ChunkStore}. Must
 * not know what the bytes mean; who leads; event-bus addresses.
 */
@NullMarked
package io.penstock.cluster.store;

import org.jspecify.annotations.NullMarked;
