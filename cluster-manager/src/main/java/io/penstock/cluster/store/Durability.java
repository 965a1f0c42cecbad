// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.store;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Stands between a store and those who use it: keeps them out until what an earlier life of the cluster left is there
 * again, and lets no write be answered before it is safe. Thread-safe, never blocks.
 */
public interface Durability {
    /** A store that forgets with its last member. */
    Durability NONE = new Durability() {
        @Override
        public CompletionStage<Void> open() {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<Void> written(String map, String key, StoredRecord record) {
            return CompletableFuture.completedFuture(null);
        }
    };

    /** Completes when the store may be read and written; fails with {@link StoreUnavailableException} until then. */
    CompletionStage<Void> open();

    /**
     * Completes when the record, which stands in the store already, would survive a stop of the whole cluster. A
     * failure means that this is unknown.
     */
    CompletionStage<Void> written(String map, String key, StoredRecord record);
}
