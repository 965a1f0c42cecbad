// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.durability;

import com.hazelcast.config.Config;
import com.hazelcast.config.ExecutorConfig;
import com.hazelcast.core.HazelcastInstance;
import io.penstock.cluster.store.Durability;
import io.penstock.cluster.store.StoreContents;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node's part in keeping the store: its journal if it is a coordinator, and the way to those of all. Thread-safe. */
public final class DurableCluster implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DurableCluster.class);
    private static final int THREADS = 3;
    private static final int REMOTE_THREADS = 16;
    private static final long SYNC_RETRY_MS = 1_000;
    /** Often within the hour for which the store remembers removals. */
    private static final long SYNC_EVERY_MS = 5 * 60_000;

    private static final long ASK_MS = 5_000;

    private final JournalOptions options;
    private final @Nullable JournalKeeper keeper;
    private final ScheduledThreadPoolExecutor blocking;
    private final AtomicBoolean broken = new AtomicBoolean();

    /** Opens the journal, if this node is to have one; blocks. Throws as {@link JournalKeeper#open}. */
    public DurableCluster(JournalOptions options) {
        this.options = options;
        this.keeper = options.directory().map(JournalKeeper::open).orElse(null);
        AtomicInteger number = new AtomicInteger();
        this.blocking = new ScheduledThreadPoolExecutor(THREADS, task -> {
            Thread thread = new Thread(task, "penstock-keeper-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        blocking.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        blocking.setRemoveOnCancelPolicy(true);
    }

    /** Lets the others reach this node's keeper. */
    public void configure(Config config) {
        KeeperTask.register(config.getSerializationConfig());
        config.addExecutorConfig(new ExecutorConfig(Keepers.EXECUTOR).setPoolSize(REMOTE_THREADS));
        if (keeper != null) {
            config.getUserContext().put(KeeperTask.keeperName(), keeper);
        }
    }

    /** What stands between a store and this cluster's journals. */
    public record Parts(Durability durability, Recovering recovering) {}

    /** What a leader does first. */
    @FunctionalInterface
    public interface Recovering {
        /** Completes when the store holds everything, safely; never, once it is not wanted any more. */
        Future<Void> run(BooleanSupplier wanted);
    }

    /**
     * The member is up.
     *
     * @param configured how many coordinators the cluster is meant to have
     * @param failed hears, once, that this node's disk refused: it cannot go on as a coordinator
     */
    public Parts begin(HazelcastInstance hazelcast, int configured, Consumer<String> failed) {
        StoreContents contents = new StoreContents(hazelcast, options.volatileMaps());
        Keepers keepers = new Keepers(hazelcast, keeper, blocking, configured);
        JournalKeeper own = keeper;
        if (own != null) {
            own.begin(new JournalKeeper.Ground(contents, () -> allOthersSynced(keepers), reason -> {
                if (broken.compareAndSet(false, true)) failed.accept(reason);
            }));
            hazelcast.getPartitionService().addPartitionLostListener(lost -> {
                if (lost.allReplicasInPartitionLost()) refill(own, lost.getPartitionId());
            });
            var unused = blocking.schedule(() -> syncAndAgain(own), SYNC_RETRY_MS, TimeUnit.MILLISECONDS);
        }
        Recovery recovery = new Recovery(contents, keepers, blocking);
        return new Parts(new MajorityJournal(contents, keepers, blocking), recovery::run);
    }

    /** Its last holder died before another had a copy, as may happen while members come and go. */
    private void refill(JournalKeeper own, int partition) {
        LOG.warn("The store lost partition {} with its last holder; the journals fill it again", partition);
        own.storeLostRecords();
        blocking.execute(() -> {
            if (own.needsRefill()) sync(own);
        });
    }

    private static boolean allOthersSynced(Keepers keepers) {
        List<CompletableFuture<KeeperAnswer>> others = keepers.askOthers(KeeperTask.Kind.IS_SYNCED);
        if (others.size() != keepers.configured() - 1) {
            return false;
        }
        try {
            return others.stream()
                    .allMatch(other -> other.orTimeout(ASK_MS, TimeUnit.MILLISECONDS)
                            .join()
                            .yes());
        } catch (CompletionException e) {
            LOG.debug("Removals are kept: {}", e.getMessage());
            return false;
        }
    }

    private void syncAndAgain(JournalKeeper own) {
        boolean done = sync(own);
        if (!blocking.isShutdown()) {
            var unused = blocking.schedule(
                    () -> syncAndAgain(own), done ? SYNC_EVERY_MS : SYNC_RETRY_MS, TimeUnit.MILLISECONDS);
        }
    }

    /** A node that joins a running cluster gets by this what it missed. */
    private static boolean sync(JournalKeeper own) {
        try {
            return own.catchUp();
        } catch (RuntimeException e) {
            LOG.debug("Catching up will be tried again", e);
            return false;
        }
    }

    /** Gives the journal's directory free; after the member is gone. */
    @Override
    public void close() {
        blocking.shutdownNow();
        if (keeper != null) {
            keeper.close();
        }
    }
}
