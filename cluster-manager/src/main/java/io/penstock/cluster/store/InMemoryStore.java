// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.store;

import io.penstock.cluster.async.CallerContext;
import io.penstock.cluster.async.Subscription;
import io.penstock.cluster.store.GuardedWrite.Decision;
import io.penstock.cluster.store.GuardedWrite.Verdict;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The store of local mode: one process, nothing survives it, the same laws as the replicated one. Answers at once.
 * Thread-safe.
 */
public final class InMemoryStore implements ReplicatedStore {
    private final Map<String, Table> tables = new ConcurrentHashMap<>();
    private final LongSupplier clockMs;

    public InMemoryStore() {
        this(System::currentTimeMillis);
    }

    InMemoryStore(LongSupplier clockMs) {
        this.clockMs = clockMs;
    }

    @Override
    public Future<Optional<Versioned>> get(String map, String key) {
        return answer(() -> {
            StoreAnswers.checkKey(map, key);
            return StoreAnswers.live(table(map).get(key)).map(InMemoryStore::copy);
        });
    }

    @Override
    public Future<Long> put(String map, String key, byte[] value, StoreToken token) {
        return answer(() -> {
            GuardedWrite write = GuardedWrite.put(value.clone(), token);
            return StoreAnswers.version(map, key, write, write(map, key, write));
        });
    }

    @Override
    public Future<Optional<Versioned>> putIfAbsent(String map, String key, byte[] value, StoreToken token) {
        return answer(() -> {
            GuardedWrite write = GuardedWrite.putIfAbsent(value.clone(), token);
            return StoreAnswers.inTheWay(map, key, write, write(map, key, write))
                    .map(InMemoryStore::copy);
        });
    }

    @Override
    public Future<Long> compareAndPut(String map, String key, long expectedVersion, byte[] value, StoreToken token) {
        return answer(() -> {
            GuardedWrite write = GuardedWrite.compareAndPut(expectedVersion, value.clone(), token);
            return StoreAnswers.version(map, key, write, write(map, key, write));
        });
    }

    @Override
    public Future<Boolean> remove(String map, String key, StoreToken token) {
        return answer(() -> {
            GuardedWrite write = GuardedWrite.remove(token);
            return StoreAnswers.removed(map, key, write, write(map, key, write));
        });
    }

    @Override
    public Future<List<String>> keys(String map) {
        return answer(() -> {
            StoreAnswers.checkName(map);
            return table(map).keys();
        });
    }

    @Override
    public Future<EntryPage> entries(String map, String afterKey, int entriesMax) {
        return answer(() -> {
            StoreAnswers.checkName(map);
            StoreAnswers.checkPage(entriesMax);
            return table(map).page(afterKey, entriesMax);
        });
    }

    @Override
    public Future<Subscription> listen(String map, Consumer<String> hint) {
        return answer(() -> {
            StoreAnswers.checkName(map);
            CallerContext caller = CallerContext.current();
            Consumer<String> onContext = key -> caller.run(() -> hint.accept(key));
            List<Consumer<String>> hints = table(map).hints;
            hints.add(onContext);
            return () -> hints.remove(onContext);
        });
    }

    private Decision write(String map, String key, GuardedWrite write) {
        StoreAnswers.checkKey(map, key);
        StoreAnswers.checkValue(write.value());
        Table table = table(map);
        Decision decision = table.write(key, write, clockMs.getAsLong());
        if (decision.verdict() == Verdict.APPLY) {
            table.hints.forEach(hint -> hint.accept(key));
        }
        return decision;
    }

    private Table table(String map) {
        return tables.computeIfAbsent(map, name -> new Table());
    }

    private static Versioned copy(Versioned record) {
        return new Versioned(record.value().clone(), record.tokenTerm(), record.tokenCounter(), record.version());
    }

    private static <T> Future<T> answer(Callable<T> call) {
        try {
            return Future.succeededFuture(call.call());
        } catch (Exception e) {
            return Future.failedFuture(e);
        }
    }

    /** One map, guarded by its own monitor. */
    private static final class Table {
        private final NavigableMap<String, StoredRecord> records = new TreeMap<>();
        private final Deque<Removal> removals = new ArrayDeque<>();
        private final List<Consumer<String>> hints = new CopyOnWriteArrayList<>();

        private record Removal(String key, long version, long atMs) {}

        synchronized @Nullable StoredRecord get(String key) {
            return records.get(key);
        }

        synchronized Decision write(String key, GuardedWrite write, long nowMs) {
            forgetOldRemovals(nowMs);
            Decision decision = write.decide(records.get(key));
            StoredRecord record = decision.record();
            if (decision.verdict() == Verdict.APPLY && record != null) {
                records.put(key, record);
                if (record.isTombstone()) {
                    removals.add(new Removal(key, record.version(), nowMs));
                }
            }
            return decision;
        }

        private void forgetOldRemovals(long nowMs) {
            Removal oldest = removals.peek();
            while (oldest != null && nowMs - oldest.atMs() >= TOMBSTONE_MS) {
                removals.remove();
                StoredRecord record = records.get(oldest.key());
                if (record != null && record.isTombstone() && record.version() == oldest.version()) {
                    records.remove(oldest.key());
                }
                oldest = removals.peek();
            }
        }

        synchronized List<String> keys() {
            List<String> keys = new ArrayList<>();
            records.forEach((key, record) -> {
                if (!record.isTombstone()) {
                    keys.add(key);
                }
            });
            return List.copyOf(keys);
        }

        synchronized EntryPage page(String afterKey, int entriesMax) {
            PageBuilder page = new PageBuilder(entriesMax);
            for (Map.Entry<String, StoredRecord> entry :
                    records.tailMap(afterKey, false).entrySet()) {
                Optional<Versioned> record = StoreAnswers.live(entry.getValue());
                if (record.isPresent() && !page.add(entry.getKey(), copy(record.get()))) {
                    break;
                }
            }
            return page.build();
        }
    }
}
