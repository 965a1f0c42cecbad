// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.durability;

import io.penstock.cluster.journal.CorruptJournalException;
import io.penstock.cluster.journal.FileJournal;
import io.penstock.cluster.journal.Journal;
import io.penstock.cluster.journal.JournalFailedException;
import io.penstock.cluster.journal.OpenedJournal;
import io.penstock.cluster.store.RecordHeader;
import io.penstock.cluster.store.StoreContents;
import io.penstock.cluster.store.StoredRecord;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One coordinator's journal of the store's records.
 *
 * <p>A journal is <em>complete</em> once it held everything that the cluster knew; such a one never lacks what a
 * majority acknowledged unless others have it. A journal is <em>synced</em> in this life of the node when it holds what
 * is in the store now. Removals are forgotten only while all coordinators are synced: else one that was away would
 * bring back what was removed meanwhile. Thread-safe; {@link #append} never blocks, the others do.
 */
public final class JournalKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JournalKeeper.class);
    private static final int BATCH = 64;
    private static final long COMPACT_BYTES_MIN = 32L << 20;
    private static final long CLOSE_MS = 2_000;

    private final Journal journal;
    /** Guards what follows it, and the order of what goes to the journal. */
    private final Object lock = new Object();

    private JournalIndex index = new JournalIndex();
    /** What is appended while the journal is being rewritten, else null. */
    private @Nullable Map<Place, JournalRecord> tail;

    private Future<?> lastAppend = Future.succeededFuture();
    private boolean complete;
    private boolean closed;
    private long compactedBytes;

    /** One catch-up or contribution at a time. */
    private final Object work = new Object();

    private volatile boolean synced;
    private volatile boolean refillNeeded;
    private volatile @Nullable Ground ground;

    private record Place(String map, String key) {}

    /**
     * What a keeper needs once its member is up.
     *
     * @param contents the store
     * @param mayForget whether all other coordinators are synced; blocks
     * @param broken hears that the disk refused
     */
    record Ground(StoreContents contents, BooleanSupplier mayForget, Consumer<String> broken) {}

    private JournalKeeper(OpenedJournal opened) {
        this.journal = opened.journal();
        for (byte[] bytes : opened.records()) {
            if (JournalRecord.isCompleteMark(bytes)) {
                complete = true;
            } else {
                JournalRecord record = JournalRecord.decode(bytes);
                index.add(record.map(), record.key(), record.record().header());
                compactedBytes += bytes.length;
            }
        }
    }

    /**
     * Opens the journal in the directory; blocks. Throws {@link CorruptJournalException}, which names what to do,
     * {@link JournalFailedException}, or {@link io.penstock.cluster.journal.DirectoryInUseException}.
     */
    public static JournalKeeper open(Path directory) {
        return new JournalKeeper(join(FileJournal.open(directory)));
    }

    /** The member is up. */
    void begin(Ground given) {
        ground = given;
    }

    /** Completes when the record is on disk. */
    CompletionStage<Void> append(byte[] bytes) {
        JournalRecord record = JournalRecord.decode(bytes);
        Future<Long> appended;
        synchronized (lock) {
            index.add(record.map(), record.key(), record.record().header());
            if (tail != null) {
                tail.merge(new Place(record.map(), record.key()), record, JournalKeeper::newer);
            }
            appended = journal.append(bytes);
            lastAppend = appended;
        }
        return appended.onFailure(this::failed).<Void>mapEmpty().toCompletionStage();
    }

    private static JournalRecord newer(JournalRecord known, JournalRecord added) {
        return added.record().header().newerThan(known.record().header()) ? added : known;
    }

    /** Does what another coordinator asks for; blocks, throws nothing. */
    KeeperAnswer answer(KeeperTask.Kind kind, byte[] record) {
        try {
            return switch (kind) {
                case APPEND -> {
                    append(record).toCompletableFuture().join();
                    yield KeeperAnswer.yes(true);
                }
                case CONTRIBUTE -> KeeperAnswer.yes(contribute());
                case CATCH_UP -> KeeperAnswer.yes(catchUp());
                case IS_SYNCED -> KeeperAnswer.yes(synced);
            };
        } catch (RuntimeException e) {
            LOG.debug("{} failed", kind, e);
            return KeeperAnswer.failed(kind + ": " + cause(e).getMessage());
        }
    }

    /** Whether the journal held everything once. */
    boolean isComplete() {
        synchronized (lock) {
            return complete;
        }
    }

    boolean isSynced() {
        return synced;
    }

    /** A part of the store is gone with the last member that had it; the next catch-up puts back what is known here. */
    void storeLostRecords() {
        refillNeeded = true;
    }

    boolean needsRefill() {
        return refillNeeded;
    }

    /**
     * Puts what the journal holds into the store, unless the store is recovered already. Gives whether the journal ever
     * was complete.
     */
    boolean contribute() {
        synchronized (work) {
            StoreContents contents = ground().contents();
            if (!recovered(contents)) {
                putBack(contents, () -> !recovered(contents));
            }
            return isComplete();
        }
    }

    private void putBack(StoreContents contents, BooleanSupplier wanted) {
        Map<String, Map<String, StoredRecord>> remembered = new HashMap<>();
        for (byte[] bytes : join(journal.records())) {
            if (!JournalRecord.isCompleteMark(bytes)) {
                JournalRecord record = JournalRecord.decode(bytes);
                remembered
                        .computeIfAbsent(record.map(), absent -> new HashMap<>())
                        .merge(
                                record.key(),
                                record.record(),
                                (known, added) -> added.header().newerThan(known.header()) ? added : known);
            }
        }
        int put = 0;
        for (Map.Entry<String, Map<String, StoredRecord>> map : remembered.entrySet()) {
            put += putBack(contents, map.getKey(), map.getValue(), wanted);
        }
        LOG.info("Put {} records of this node's journal back into the store", put);
    }

    private static int putBack(
            StoreContents contents, String map, Map<String, StoredRecord> records, BooleanSupplier wanted) {
        Map<String, RecordHeader> there = contents.headers(map);
        List<CompletableFuture<Boolean>> batch = new ArrayList<>();
        int put = 0;
        for (Map.Entry<String, StoredRecord> entry : records.entrySet()) {
            RecordHeader known = there.get(entry.getKey());
            if (known != null && !entry.getValue().header().newerThan(known)) {
                continue;
            }
            batch.add(contents.restore(map, entry.getKey(), entry.getValue()).toCompletableFuture());
            put++;
            if (batch.size() == BATCH) {
                joinAll(batch);
                if (!wanted.getAsBoolean()) {
                    return put;
                }
            }
        }
        joinAll(batch);
        return put;
    }

    private static void joinAll(List<CompletableFuture<Boolean>> batch) {
        batch.forEach(CompletableFuture::join);
        batch.clear();
    }

    /**
     * Writes what the store holds and the journal lacks. Does nothing and gives false before the store is recovered.
     */
    boolean catchUp() {
        synchronized (work) {
            Ground given = ground();
            StoreContents contents = given.contents();
            if (refillNeeded) {
                refillNeeded = false;
                putBack(contents, () -> true);
                contents.markRecovered();
            }
            if (!recovered(contents)) {
                return false;
            }
            JournalIndex known;
            boolean rewrite;
            synchronized (lock) {
                known = index.copy();
                rewrite = !complete || journal.bytesSinceCompaction() > Math.max(COMPACT_BYTES_MIN, compactedBytes);
            }
            Map<String, List<String>> missing = new HashMap<>();
            for (String map : maps(contents, known)) {
                Map<String, RecordHeader> there = contents.headers(map);
                there.forEach((key, header) -> {
                    if (known.lacks(map, key, header)) {
                        missing.computeIfAbsent(map, absent -> new ArrayList<>())
                                .add(key);
                    }
                });
                rewrite |= known.keys(map).entrySet().stream()
                        .anyMatch(entry -> !entry.getValue().tombstone() && !there.containsKey(entry.getKey()));
            }
            if (rewrite) {
                rewrite(given);
            } else {
                appendMissing(contents, missing);
            }
            synced = true;
            return true;
        }
    }

    private static Set<String> maps(StoreContents contents, JournalIndex known) {
        Set<String> maps = known.maps();
        maps.removeIf(map -> !contents.isDurable(map));
        maps.addAll(contents.maps());
        return maps;
    }

    /** Completes what others may have failed to have written here. Appends reach the disk in their order. */
    private void appendMissing(StoreContents contents, Map<String, List<String>> missing) {
        missing.forEach((map, keys) -> inBatches(
                keys,
                batch -> contents.read(map, batch).forEach((key, record) -> {
                    CompletionStage<Void> awaitedBelow = append(new JournalRecord(map, key, record).encode());
                    LOG.debug("Caught up with {}/{}: {}", map, key, awaitedBelow);
                })));
        Future<?> last;
        synchronized (lock) {
            last = lastAppend;
        }
        join(last);
    }

    private static void inBatches(List<String> keys, Consumer<List<String>> read) {
        for (int from = 0; from < keys.size(); from += BATCH) {
            read.accept(keys.subList(from, Math.min(keys.size(), from + BATCH)));
        }
    }

    /** Begins the journal anew with what the store holds, and what is appended meanwhile. */
    private void rewrite(Ground given) {
        JournalIndex before;
        synchronized (lock) {
            tail = new HashMap<>();
            before = index.copy();
        }
        try {
            Map<Place, JournalRecord> records = everything(given.contents(), before);
            if (!given.mayForget().getAsBoolean()) {
                keepRemovals(before, records);
            }
            Future<Void> compacted;
            synchronized (lock) {
                tail.forEach((place, record) -> records.merge(place, record, JournalKeeper::newer));
                compacted = compactNow(records);
            }
            join(compacted.onFailure(this::failed));
        } finally {
            synchronized (lock) {
                tail = null;
            }
        }
    }

    private Map<Place, JournalRecord> everything(StoreContents contents, JournalIndex before) {
        Map<Place, JournalRecord> records = new HashMap<>();
        for (String map : maps(contents, before)) {
            List<String> keys = new ArrayList<>(contents.headers(map).keySet());
            inBatches(
                    keys,
                    batch -> contents.read(map, batch)
                            .forEach((key, record) ->
                                    records.put(new Place(map, key), new JournalRecord(map, key, record))));
        }
        return records;
    }

    /** The store forgot them after a while; a coordinator that is away has not heard of them. */
    private static void keepRemovals(JournalIndex before, Map<Place, JournalRecord> records) {
        for (String map : before.maps()) {
            before.keys(map).forEach((key, header) -> {
                if (header.tombstone()) {
                    StoredRecord removal = new StoredRecord(null, header.token(), header.version());
                    records.putIfAbsent(new Place(map, key), new JournalRecord(map, key, removal));
                }
            });
        }
    }

    private Future<Void> compactNow(Map<Place, JournalRecord> records) {
        List<byte[]> encoded = new ArrayList<>();
        encoded.add(JournalRecord.completeMark());
        JournalIndex compacted = new JournalIndex();
        long bytes = 0;
        for (JournalRecord record : records.values()) {
            byte[] one = record.encode();
            encoded.add(one);
            bytes += one.length;
            compacted.add(record.map(), record.key(), record.record().header());
        }
        index = compacted;
        compactedBytes = bytes;
        complete = true;
        return journal.compact(encoded);
    }

    private void failed(Throwable failure) {
        synchronized (lock) {
            if (closed) return;
        }
        synced = false;
        Ground given = ground;
        if (failure instanceof JournalFailedException && given != null) {
            given.broken().accept(failure.getMessage() == null ? "the journal failed" : failure.getMessage());
        }
    }

    private Ground ground() {
        Ground given = ground;
        if (given == null) {
            throw new IllegalStateException("this coordinator is still starting");
        }
        return given;
    }

    private static boolean recovered(StoreContents contents) {
        return contents.recovered().toCompletableFuture().join();
    }

    /** Lets what waits reach the disk and gives the directory free; waits for a limited time. */
    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
        }
        CompletableFuture<Void> end = journal.close().toCompletionStage().toCompletableFuture();
        try {
            end.get(CLOSE_MS, java.util.concurrent.TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            LOG.warn("The journal did not close in order", e);
        }
    }

    private static <T> T join(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
