// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.durability;

import io.penstock.cluster.async.Reply;
import io.penstock.cluster.store.NotDurableException;
import io.penstock.cluster.store.StoreContents;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a leader does before it decides anything. After a full stop the coordinators' journals go into the store; at
 * every change of leaders what the last one may have written without living to see it safe is made so. Thread-safe.
 */
final class Recovery {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);
    private static final byte[] NOTHING = {};
    private static final long RETRY_FIRST_MS = 20;
    private static final long RETRY_MAX_MS = 500;
    private static final long ROUND_MS = 60_000;
    private static final long LOUD_MS = 5_000;

    private final StoreContents contents;
    private final Keepers keepers;
    private final ScheduledExecutorService blocking;

    Recovery(StoreContents contents, Keepers keepers, ScheduledExecutorService blocking) {
        this.contents = contents;
        this.keepers = keepers;
        this.blocking = blocking;
    }

    /** Completes when the store holds everything, safely; never, once it is not wanted any more. */
    Future<Void> run(BooleanSupplier wanted) {
        Reply<Void> reply = new Reply<>();
        attempt(wanted, RETRY_FIRST_MS, System.nanoTime(), reply);
        return reply.future();
    }

    private void attempt(BooleanSupplier wanted, long retryMs, long loudNs, Reply<Void> reply) {
        if (!wanted.getAsBoolean()) {
            return;
        }
        var unused = once().whenComplete((done, failure) -> {
            if (failure == null) {
                reply.complete(null);
                return;
            }
            long nowNs = System.nanoTime();
            boolean loud = nowNs - loudNs > TimeUnit.MILLISECONDS.toNanos(LOUD_MS);
            String why = String.valueOf(
                    failure.getCause() == null
                            ? failure.getMessage()
                            : failure.getCause().getMessage());
            if (loud) {
                LOG.warn("This node leads but cannot begin yet: {}", why);
            } else {
                LOG.debug("This node leads but cannot begin yet: {}", why);
            }
            later(retryMs, () -> attempt(wanted, Math.min(RETRY_MAX_MS, retryMs * 2), loud ? nowNs : loudNs, reply));
        });
    }

    private void later(long delayMs, Runnable action) {
        if (blocking.isShutdown()) {
            return;
        }
        var unused = blocking.schedule(action, delayMs, TimeUnit.MILLISECONDS);
    }

    private CompletableFuture<Void> once() {
        return contents.recovered()
                .thenCompose(recovered -> recovered ? CompletableFuture.completedFuture(null) : readBack())
                .thenCompose(done -> keepers.majority("catching up", keepers.ask(KeeperTask.Kind.CATCH_UP, NOTHING)))
                .toCompletableFuture()
                .orTimeout(ROUND_MS, TimeUnit.MILLISECONDS);
    }

    private CompletableFuture<Void> readBack() {
        List<CompletableFuture<KeeperAnswer>> answers = keepers.ask(KeeperTask.Kind.CONTRIBUTE, NOTHING);
        CompletableFuture<Void> enough = new CompletableFuture<>();
        AtomicInteger answered = new AtomicInteger();
        AtomicInteger complete = new AtomicInteger();
        AtomicInteger missing = new AtomicInteger(answers.size());
        for (CompletableFuture<KeeperAnswer> answer : answers) {
            var unused = answer.whenComplete((given, failure) -> {
                synchronized (enough) {
                    if (failure == null) {
                        answered.incrementAndGet();
                        if (given.yes()) complete.incrementAndGet();
                    }
                    judge(enough, answered.get(), complete.get(), missing.decrementAndGet());
                }
            });
        }
        return enough.thenRunAsync(
                () -> {
                    contents.markRecovered();
                    LOG.info(
                            "The store stands again, from {} journals, {} of them complete",
                            answered.get(),
                            complete.get());
                },
                blocking);
    }

    /**
     * What was acknowledged is in a majority of the journals, so any majority of complete ones has all of it. A journal
     * that is new counts for nothing, unless all are: then this is a new cluster.
     */
    private void judge(CompletableFuture<Void> enough, int answered, int complete, int missing) {
        boolean newCluster = missing == 0 && answered >= keepers.majority() && complete == 0;
        if (complete >= keepers.majority() || answered == keepers.configured() || newCluster) {
            enough.complete(null);
        } else if (missing == 0) {
            enough.completeExceptionally(new NotDurableException("it waits for journals: "
                    + answered + " of " + keepers.configured() + " coordinators answer, " + complete
                    + " of them with a complete journal; needed are " + keepers.majority()
                    + " complete ones or all coordinators"));
        }
    }
}
