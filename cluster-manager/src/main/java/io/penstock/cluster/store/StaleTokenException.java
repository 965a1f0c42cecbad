// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.store;

/**
 * The key was already written or removed under a higher token: the caller has been replaced and must step down. Nothing
 * was written.
 */
public final class StaleTokenException extends StoreException {
    private static final long serialVersionUID = 1L;

    private final long seenTerm;
    private final long seenCounter;

    public StaleTokenException(String map, String key, StoreToken mine, StoreToken seen) {
        super("token " + mine + " is stale: " + map + "/" + key + " was written under " + seen, null);
        seenTerm = seen.term();
        seenCounter = seen.counter();
    }

    /** The higher token that stands in the way. */
    public StoreToken seen() {
        return new StoreToken(seenTerm, seenCounter);
    }
}
