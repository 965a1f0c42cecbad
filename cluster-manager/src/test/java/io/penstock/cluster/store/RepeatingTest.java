// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.store;

import io.penstock.cluster.async.Subscription;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The laws hold for whoever repeats, on a store whose every other write ends in the dark, done or not. */
class RepeatingTest extends StoreContract {
    private final ReplicatedStore store = new Repeating(new Dark(new InMemoryStore()));

    @Override
    ReplicatedStore store() {
        return store;
    }

    private static final class Dark implements ReplicatedStore {
        private final ReplicatedStore store;
        private int writes;

        Dark(ReplicatedStore store) {
            this.store = store;
        }

        private <T> Future<T> write(Supplier<Future<T>> operation) {
            int turn = writes++ % 4;
            if (turn == 1) return Future.failedFuture(new IndeterminateException("not done", null));
            Future<T> done = operation.get();
            return turn == 3
                    ? done.transform(any -> {
                        Throwable refused = any.cause();
                        return Future.failedFuture(
                                refused == null ? new IndeterminateException("done", null) : refused);
                    })
                    : done;
        }

        @Override
        public Future<Long> put(String map, String key, byte[] value, StoreToken token) {
            return write(() -> store.put(map, key, value, token));
        }

        @Override
        public Future<Optional<Versioned>> putIfAbsent(String map, String key, byte[] value, StoreToken token) {
            return write(() -> store.putIfAbsent(map, key, value, token));
        }

        @Override
        public Future<Long> compareAndPut(
                String map, String key, long expectedVersion, byte[] value, StoreToken token) {
            return write(() -> store.compareAndPut(map, key, expectedVersion, value, token));
        }

        @Override
        public Future<Boolean> remove(String map, String key, StoreToken token) {
            return write(() -> store.remove(map, key, token));
        }

        @Override
        public Future<Optional<Versioned>> get(String map, String key) {
            return store.get(map, key);
        }

        @Override
        public Future<List<String>> keys(String map) {
            return store.keys(map);
        }

        @Override
        public Future<EntryPage> entries(String map, String afterKey, int entriesMax) {
            return store.entries(map, afterKey, entriesMax);
        }

        @Override
        public Future<Subscription> listen(String map, Consumer<String> hint) {
            return store.listen(map, hint);
        }
    }
}
