// SPDX-License-Identifier: Apache-2.0
package io.penstock.effect;

import io.penstock.bus.HaRecords;
import io.penstock.bus.WireException;
import io.penstock.cluster.store.EntryPage;
import io.penstock.cluster.store.ReplicatedStore;
import io.penstock.cluster.store.StaleTokenException;
import io.penstock.cluster.store.StoreEntry;
import io.penstock.cluster.store.StoreException;
import io.penstock.cluster.store.StoreToken;
import io.penstock.cluster.store.VersionMismatchException;
import io.penstock.cluster.store.Versioned;
import io.penstock.core.message.FencingToken;
import io.penstock.core.message.HaRecord;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * One machine's writes and reads of HA records. Writes to one key follow each other and are conditional on the version
 * last seen, so that a write of unknown outcome, applied late, can never cover a newer one. What the store cannot do
 * now is tried again until it can, is refused, or this is closed. Used on the machine's context only.
 */
public final class StoreEffects {
    private static final Logger LOG = LoggerFactory.getLogger(StoreEffects.class);
    /** What stands for nothing while a key without a record is fenced. */
    private static final byte[] EMPTY = {};

    private static final long RETRY_FIRST_MS = 20;
    private static final long RETRY_LOUD_MS = 500;
    private static final long RETRY_MAX_MS = 1_000;

    private final Vertx vertx;
    private final ReplicatedStore store;
    private final Map<String, Lane> lanes = new HashMap<>();
    private boolean closed;

    /** The writes of one key: the last one under way, and the version the key is believed to have. */
    private static final class Lane {
        Future<?> last = Future.succeededFuture();
        long version;
        int waiting;
    }

    public StoreEffects(Vertx vertx, ReplicatedStore store) {
        this.vertx = vertx;
        this.store = store;
    }

    /**
     * Writes a record. Fails only with {@link StaleTokenException}, with {@link IllegalArgumentException} for a value
     * beyond the store's limits, or never completes when this is closed first.
     */
    public Future<Void> persist(HaRecord record, FencingToken token) {
        byte[] bytes = HaRecords.encode(record);
        StoreToken guard = guard(token);
        return inLane(record.map(), record.key(), lane -> persist(lane, record, bytes, guard));
    }

    /** Removes a record; a refusal is somebody else's newer business and no failure. */
    public Future<Void> forget(String map, String key, FencingToken token) {
        StoreToken guard = guard(token);
        return inLane(
                map,
                key,
                lane -> insisting("remove " + map + "/" + key, () -> store.remove(map, key, guard))
                        .onSuccess(removed -> lane.version = 0)
                        .<Void>mapEmpty()
                        .recover(e ->
                                e instanceof StaleTokenException ? Future.succeededFuture() : Future.failedFuture(e)));
    }

    /** All records of a map, or the one under the key if there is one. */
    public Future<List<HaRecord>> load(String map, @Nullable String key) {
        List<HaRecord> records = new ArrayList<>();
        if (key == null) return loadFrom(map, "", records);
        return insisting("read " + map + "/" + key, () -> store.get(map, key)).map(found -> {
            found.ifPresent(versioned -> decode(map, key, versioned, records));
            return records;
        });
    }

    /**
     * Reads one record and makes the store refuse later writes under lower tokens: by writing once more what is there,
     * on condition that it is still there; and where nothing is, something empty that goes at once. If a higher token
     * has written, this only reads.
     */
    public Future<List<HaRecord>> fence(String map, String key, FencingToken token) {
        StoreToken guard = guard(token);
        List<HaRecord> records = new ArrayList<>();
        return inLane(
                        map,
                        key,
                        lane -> insisting("fence " + map + "/" + key, () -> fence(lane, map, key, guard, records))
                                .recover(e -> e instanceof StaleTokenException
                                        ? load(map, key).map(found -> replace(records, found))
                                        : Future.failedFuture(e)))
                .map(done -> records);
    }

    private static @Nullable Void replace(List<HaRecord> records, List<HaRecord> found) {
        records.clear();
        records.addAll(found);
        return null;
    }

    private Future<Void> fence(Lane lane, String map, String key, StoreToken guard, List<HaRecord> records) {
        records.clear();
        Future<Void> fenced = store.get(map, key).compose(found -> {
            byte[] value = found.isPresent() ? found.get().value() : EMPTY;
            long version = found.isPresent() ? found.get().version() : 0;
            Future<Long> written = store.compareAndPut(map, key, version, value, guard);
            if (value.length == 0) {
                return written.compose(v -> store.remove(map, key, guard))
                        .onSuccess(removed -> lane.version = 0)
                        .mapEmpty();
            }
            found.ifPresent(record -> decode(map, key, record, records));
            return written.onSuccess(v -> lane.version = v).mapEmpty();
        });
        return fenced.recover(e ->
                e instanceof VersionMismatchException ? fence(lane, map, key, guard, records) : Future.failedFuture(e));
    }

    /** Nothing is tried again from now on. */
    public void close() {
        closed = true;
    }

    private Future<Void> persist(Lane lane, HaRecord record, byte[] bytes, StoreToken guard) {
        String map = record.map();
        String key = record.key();
        return insisting(
                        "write " + map + "/" + key,
                        () -> store.compareAndPut(map, key, lane.version, bytes, guard)
                                .recover(e -> again(e, lane, map, key, bytes, guard)))
                .onSuccess(version -> lane.version = version)
                .mapEmpty();
    }

    /**
     * A mismatch tells the version; nobody else writes under this token, so the write stands on top of what is there.
     */
    private Future<Long> again(Throwable failure, Lane lane, String map, String key, byte[] bytes, StoreToken guard) {
        if (!(failure instanceof VersionMismatchException mismatch)) return Future.failedFuture(failure);
        lane.version = mismatch.actualVersion();
        return store.compareAndPut(map, key, lane.version, bytes, guard);
    }

    private Future<Void> inLane(String map, String key, Function<Lane, Future<Void>> write) {
        String name = map + "/" + key;
        Lane lane = lanes.computeIfAbsent(name, absent -> new Lane());
        lane.waiting++;
        Future<Void> done =
                lane.last.isComplete() ? write.apply(lane) : lane.last.transform(before -> write.apply(lane));
        lane.last = done;
        return done.onComplete(ended -> {
            lane.waiting--;
            if (lane.waiting == 0 && lane.version == 0) lanes.remove(name);
        });
    }

    private Future<List<HaRecord>> loadFrom(String map, String afterKey, List<HaRecord> records) {
        return insisting("read " + map, () -> store.entries(map, afterKey, ReplicatedStore.PAGE_ENTRIES_MAX))
                .compose(page -> {
                    addAll(map, page, records);
                    return page.nextAfterKey().isPresent()
                            ? loadFrom(map, page.nextAfterKey().get(), records)
                            : Future.succeededFuture(records);
                });
    }

    private static void addAll(String map, EntryPage page, List<HaRecord> records) {
        for (StoreEntry entry : page.entries()) decode(map, entry.key(), entry.record(), records);
    }

    private static void decode(String map, String key, Versioned versioned, List<HaRecord> records) {
        if (versioned.value().length == 0) return;
        try {
            records.add(HaRecords.decode(versioned.value()));
        } catch (WireException e) {
            LOG.error("{}/{} cannot be read and is left alone: {}", map, key, e.getMessage());
        }
    }

    /** Repeats while the store says it may work later. */
    private <T> Future<T> insisting(String what, Supplier<Future<T>> call) {
        Promise<T> promise = Promise.promise();
        attempt(what, call, RETRY_FIRST_MS, promise);
        return promise.future();
    }

    private <T> void attempt(String what, Supplier<Future<T>> call, long retryMs, Promise<T> promise) {
        call.get().onComplete(answer -> {
            if (answer.succeeded()) {
                promise.complete(answer.result());
            } else if (answer.cause() instanceof StaleTokenException || !(answer.cause() instanceof StoreException)) {
                promise.fail(answer.cause());
            } else if (!closed) {
                String why = answer.cause().getMessage();
                Level level = retryMs >= RETRY_LOUD_MS ? Level.WARN : Level.DEBUG;
                LOG.atLevel(level).log("{}: trying again in {} ms: {}", what, retryMs, why);
                long nextMs = Math.min(RETRY_MAX_MS, retryMs * 2);
                vertx.setTimer(retryMs, id -> {
                    if (!closed) attempt(what, call, nextMs, promise);
                });
            }
        });
    }

    private static StoreToken guard(FencingToken token) {
        return new StoreToken(token.term(), token.counter());
    }
}
