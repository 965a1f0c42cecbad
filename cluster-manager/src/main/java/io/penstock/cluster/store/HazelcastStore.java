// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.store;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import io.penstock.cluster.async.CallerContext;
import io.penstock.cluster.async.Offload;
import io.penstock.cluster.async.Subscription;
import io.penstock.cluster.store.GuardedWrite.Decision;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The store of a cluster: one Hazelcast map per map, its entries kept with their backups on the coordinators.
 *
 * <p>Hazelcast is called on pools of its own only: reads and writes of one key go out asynchronously from a small one;
 * listings, which have no asynchronous form, block threads of another, so that a slow listing holds up no write.
 * Thread-safe.
 */
public final class HazelcastStore implements ReplicatedStore, AutoCloseable {
    /** Every map of ours is named so in Hazelcast, and configured by this prefix. */
    public static final String MAP_PREFIX = "penstock.";

    private static final int CALL_THREADS = 2;
    private static final int CALLS_QUEUED_MAX = 20_000;
    private static final int LISTING_THREADS = 4;
    private static final int LISTINGS_QUEUED_MAX = 1_000;
    private static final int PAGE_STEP = 64;

    private final HazelcastInstance hazelcast;
    private final Durability durability;
    private final Offload calls = Offload.pool("penstock-store", CALL_THREADS, CALLS_QUEUED_MAX);
    private final Offload listings = Offload.pool("penstock-store-list", LISTING_THREADS, LISTINGS_QUEUED_MAX);

    /** What is written stands as long as any member does. */
    public HazelcastStore(HazelcastInstance hazelcast) {
        this(hazelcast, Durability.NONE);
    }

    public HazelcastStore(HazelcastInstance hazelcast, Durability durability) {
        this.hazelcast = hazelcast;
        this.durability = durability;
    }

    @Override
    public Future<Optional<Versioned>> get(String map, String key) {
        return checked(
                () -> StoreAnswers.checkKey(map, key),
                () -> calls.stage(() -> durability.open().thenCompose(open -> read(map(map).getAsync(key))))
                        .map(HazelcastStore::live)
                        .recover(failure -> StoreFailures.read("get " + map + "/" + key, failure)));
    }

    @Override
    public Future<Long> put(String map, String key, byte[] value, StoreToken token) {
        GuardedWrite write = GuardedWrite.put(value, token);
        return write(map, key, write, decision -> StoreAnswers.version(map, key, write, decision));
    }

    @Override
    public Future<Optional<Versioned>> putIfAbsent(String map, String key, byte[] value, StoreToken token) {
        GuardedWrite write = GuardedWrite.putIfAbsent(value, token);
        return write(map, key, write, decision -> StoreAnswers.inTheWay(map, key, write, decision));
    }

    @Override
    public Future<Long> compareAndPut(String map, String key, long expectedVersion, byte[] value, StoreToken token) {
        GuardedWrite write = GuardedWrite.compareAndPut(expectedVersion, value, token);
        return write(map, key, write, decision -> StoreAnswers.version(map, key, write, decision));
    }

    @Override
    public Future<Boolean> remove(String map, String key, StoreToken token) {
        GuardedWrite write = GuardedWrite.remove(token);
        return write(map, key, write, decision -> StoreAnswers.removed(map, key, write, decision));
    }

    @Override
    public Future<List<String>> keys(String map) {
        return checked(
                () -> StoreAnswers.checkName(map),
                () -> opened().compose(open -> listings.call(() -> sortedKeys(map(map))))
                        .recover(failure -> StoreFailures.read("keys " + map, failure)));
    }

    @Override
    public Future<EntryPage> entries(String map, String afterKey, int entriesMax) {
        Runnable check = () -> {
            StoreAnswers.checkName(map);
            StoreAnswers.checkPage(entriesMax);
        };
        return checked(
                check,
                () -> opened().compose(open -> listings.call(() -> page(map(map), afterKey, entriesMax)))
                        .recover(failure -> StoreFailures.read("entries " + map, failure)));
    }

    @Override
    public Future<Subscription> listen(String map, Consumer<String> hint) {
        CallerContext caller = CallerContext.current();
        HintListener listener = new HintListener(key -> caller.run(() -> hint.accept(key)));
        return checked(
                () -> StoreAnswers.checkName(map),
                () -> listings.call(() -> {
                            UUID id = map(map).addEntryListener(listener, false);
                            return (Subscription) () -> {
                                Future<Boolean> ignored = listings.call(() -> map(map).removeEntryListener(id));
                            };
                        })
                        .recover(failure -> StoreFailures.read("listen " + map, failure)));
    }

    /** Ends the pools; calls still under way fail. */
    @Override
    public void close() {
        calls.close();
        listings.close();
    }

    private <T> Future<T> write(String map, String key, GuardedWrite write, Function<Decision, T> answer) {
        Runnable check = () -> {
            StoreAnswers.checkKey(map, key);
            StoreAnswers.checkValue(write.value());
        };
        return checked(
                check,
                () -> calls.stage(() -> durability
                                .open()
                                .thenCompose(open -> map(map).submitToKey(key, new GuardedWriteProcessor(write)))
                                .thenCompose(encoded -> safe(map, key, write, DecisionCodec.decode(encoded))))
                        .map(answer)
                        .recover(failure -> StoreFailures.write(write.kind() + " " + map + "/" + key, failure)));
    }

    /**
     * What a caller learns of must be safe, also what an earlier try or somebody else wrote: whoever did may have died
     * before it was.
     */
    private CompletionStage<Decision> safe(String map, String key, GuardedWrite write, Decision decision) {
        StoredRecord record = write.answered(decision);
        return record == null
                ? CompletableFuture.completedFuture(decision)
                : durability.written(map, key, record).thenApply(done -> decision);
    }

    /** Takes the answer where it comes in: Hazelcast would wake a thread of the common pool to hand it on. */
    private static <T> CompletionStage<T> read(CompletionStage<T> answer) {
        CompletableFuture<T> taken = new CompletableFuture<>();
        var unused = answer.whenCompleteAsync(
                (value, failure) -> {
                    if (failure == null) taken.complete(value);
                    else taken.completeExceptionally(failure);
                },
                Runnable::run);
        return taken;
    }

    private Future<Void> opened() {
        return calls.stage(durability::open);
    }

    private IMap<String, byte[]> map(String map) {
        return hazelcast.getMap(MAP_PREFIX + map);
    }

    private static List<String> sortedKeys(IMap<String, byte[]> map) {
        return map.keySet(new LiveOnly()).stream().sorted().toList();
    }

    private static EntryPage page(IMap<String, byte[]> map, String afterKey, int entriesMax) {
        List<String> keys = sortedKeys(map);
        PageBuilder page = new PageBuilder(entriesMax);
        List<String> step = new ArrayList<>(PAGE_STEP);
        for (String key : keys) {
            if (key.compareTo(afterKey) <= 0) {
                continue;
            }
            step.add(key);
            if (step.size() == PAGE_STEP) {
                if (!addAll(page, map, step)) {
                    return page.build();
                }
                step.clear();
            }
        }
        addAll(page, map, step);
        return page.build();
    }

    /** False once the page is full. */
    private static boolean addAll(PageBuilder page, IMap<String, byte[]> map, List<String> keys) {
        Map<String, byte[]> values = map.getAll(new HashSet<>(keys));
        for (String key : keys) {
            Optional<Versioned> record = live(values.get(key));
            if (record.isPresent() && !page.add(key, record.get())) {
                return false;
            }
        }
        return true;
    }

    private static Optional<Versioned> live(byte @org.jspecify.annotations.Nullable [] envelope) {
        return envelope == null ? Optional.empty() : StoreAnswers.live(StoredRecord.decode(envelope));
    }

    private static <T> Future<T> checked(Runnable check, java.util.function.Supplier<Future<T>> call) {
        try {
            check.run();
        } catch (IllegalArgumentException e) {
            return Future.failedFuture(e);
        }
        return call.get();
    }
}
