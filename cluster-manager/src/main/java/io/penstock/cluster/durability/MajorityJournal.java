// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.durability;

import io.penstock.cluster.store.Durability;
import io.penstock.cluster.store.StoreContents;
import io.penstock.cluster.store.StoreUnavailableException;
import io.penstock.cluster.store.StoredRecord;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Makes a write wait until a majority of the coordinators' journals has it on disk. Thread-safe. */
final class MajorityJournal implements Durability {
    private static final long ANSWERS_MS = 10_000;
    private static final CompletionStage<Void> DONE = CompletableFuture.completedFuture(null);

    private final StoreContents contents;
    private final Keepers keepers;
    private volatile boolean open;

    MajorityJournal(StoreContents contents, Keepers keepers) {
        this.contents = contents;
        this.keepers = keepers;
    }

    @Override
    public CompletionStage<Void> open() {
        if (open) {
            return DONE;
        }
        return contents.recovered().thenApply(recovered -> {
            if (!recovered) {
                throw new StoreUnavailableException("the coordinators' journals are not read back yet", null);
            }
            open = true;
            return null;
        });
    }

    @Override
    public CompletionStage<Void> written(String map, String key, StoredRecord record) {
        if (!contents.isDurable(map)) {
            return DONE;
        }
        byte[] bytes = new JournalRecord(map, key, record).encode();
        return keepers.majority("append " + map + "/" + key, keepers.ask(KeeperTask.Kind.APPEND, bytes))
                .orTimeout(ANSWERS_MS, TimeUnit.MILLISECONDS);
    }
}
