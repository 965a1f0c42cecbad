// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.durability;

import io.penstock.cluster.store.Durability;
import io.penstock.cluster.store.StoreContents;
import io.penstock.cluster.store.StoreUnavailableException;
import io.penstock.cluster.store.StoredRecord;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Makes a write wait until a majority of the coordinators' journals has it on disk. Thread-safe. */
final class MajorityJournal implements Durability {
    private static final long ANSWERS_MS = 10_000;
    /** So long callers are kept waiting for the store to open before they are told to come again. */
    private static final long OPENING_MS = 2_000;

    private static final long LOOK_MS = 20;
    private static final CompletionStage<Void> DONE = CompletableFuture.completedFuture(null);

    private final StoreContents contents;
    private final Keepers keepers;
    private final ScheduledExecutorService timer;
    private final Object lock = new Object();
    private volatile boolean open;
    /** What those wait for who came before the store is open; guarded by the lock. */
    private @Nullable CompletableFuture<Void> opening;

    MajorityJournal(StoreContents contents, Keepers keepers, ScheduledExecutorService timer) {
        this.contents = contents;
        this.keepers = keepers;
        this.timer = timer;
    }

    @Override
    public CompletionStage<Void> open() {
        if (open) {
            return DONE;
        }
        synchronized (lock) {
            if (opening == null || opening.isDone()) {
                CompletableFuture<Void> begun = new CompletableFuture<>();
                opening = begun;
                look(begun, System.nanoTime());
            }
            return opening;
        }
    }

    private void look(CompletableFuture<Void> begun, long beginNs) {
        contents.recovered().whenComplete((recovered, failure) -> {
            if (failure == null && recovered) {
                open = true;
                begun.complete(null);
            } else if (System.nanoTime() - beginNs > TimeUnit.MILLISECONDS.toNanos(OPENING_MS) || timer.isShutdown()) {
                String why = failure == null ? "" : ": " + failure.getMessage();
                begun.completeExceptionally(new StoreUnavailableException(
                        "the coordinators' journals are not read back yet" + why, failure));
            } else {
                var unused = timer.schedule(() -> look(begun, beginNs), LOOK_MS, TimeUnit.MILLISECONDS);
            }
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
