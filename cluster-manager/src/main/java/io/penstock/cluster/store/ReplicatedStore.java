// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.store;

import io.penstock.cluster.async.Subscription;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Named maps of versioned bytes whose writes are guarded by fencing tokens.
 *
 * <p>The laws, the same for every implementation:
 *
 * <ul>
 *   <li>A write whose token is lower than one the key was written <em>or removed</em> under fails with
 *       {@link StaleTokenException}. An equal token is accepted: the holder may write again. Removals are remembered
 *       for {@link #TOMBSTONE_MS}.
 *   <li>Each write raises the key's version by one, also across removals. An absent key has version 0.
 *   <li>A write that fails with {@link IndeterminateException} may have been applied: repeat it with the same token.
 *       Every other failure means that nothing was written.
 *   <li>Futures complete on the caller's Vert.x context; no method blocks. A failed precondition (limits below, a bad
 *       argument) is a failed future with {@link IllegalArgumentException}.
 * </ul>
 *
 * <p>Thread-safe. Writes to one key are atomic and ordered; there is no order and no transaction across keys.
 */
public interface ReplicatedStore {
    /** Longest key and longest map name, in characters. */
    int KEY_CHARS_MAX = 512;

    /** Largest value, in bytes. Larger things are blobs: {@link ChunkStore}. */
    int VALUE_BYTES_MAX = 4 << 20;

    /** Most entries of one page. */
    int PAGE_ENTRIES_MAX = 1_000;

    /** A page ends early once it holds this many bytes. */
    int PAGE_BYTES_MAX = 8 << 20;

    /** How long a removed key still refuses lower tokens and keeps counting versions: one hour. */
    long TOMBSTONE_MS = 3_600_000;

    /** The record under the key, if any. */
    Future<Optional<Versioned>> get(String map, String key);

    /** Writes unconditionally but for the token. Gives the new version. */
    Future<Long> put(String map, String key, byte[] value, StoreToken token);

    /**
     * Writes if nothing is there. Gives empty when the value now stands there by this call, or by an earlier one with
     * the same token and bytes (a retry); else the record in the way.
     */
    Future<Optional<Versioned>> putIfAbsent(String map, String key, byte[] value, StoreToken token);

    /**
     * Writes if the record is at {@code expectedVersion} (0: absent), else fails with {@link VersionMismatchException}.
     * Gives the new version, also when an earlier call with the same version, token and bytes had done it already (a
     * retry).
     */
    Future<Long> compareAndPut(String map, String key, long expectedVersion, byte[] value, StoreToken token);

    /** Removes the record. Gives whether there was one. */
    Future<Boolean> remove(String map, String key, StoreToken token);

    /** All keys of a map, sorted. */
    Future<List<String>> keys(String map);

    /**
     * One page of a map in the order of the keys, beginning after {@code afterKey} (the empty string: from the start).
     *
     * @param entriesMax 1 to {@link #PAGE_ENTRIES_MAX}
     */
    Future<EntryPage> entries(String map, String afterKey, int entriesMax);

    /**
     * Calls {@code hint} with a key that may have changed, on the caller's context. Hints may be late, doubled or lost:
     * read the record for the truth, and poll at a slow pace beside.
     */
    Future<Subscription> listen(String map, Consumer<String> hint);
}
