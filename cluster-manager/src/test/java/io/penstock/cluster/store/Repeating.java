// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.store;

import io.penstock.cluster.async.Subscription;
import io.vertx.core.Future;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A store as its users use it: a write of which nobody knows whether it took place is repeated with the same token,
 * after a look at what is there, as the contract says. A machine under load makes such writes.
 */
public final class Repeating implements ReplicatedStore {
    private static final int TRIES_MAX = 20;

    private final ReplicatedStore store;

    public Repeating(ReplicatedStore store) {
        this.store = store;
    }

    @Override
    public Future<Long> put(String map, String key, byte[] value, StoreToken token) {
        return put(map, key, value, token, TRIES_MAX);
    }

    private Future<Long> put(String map, String key, byte[] value, StoreToken token, int tries) {
        return store.put(map, key, value, token).recover(failure -> {
            if (!(failure instanceof IndeterminateException) || tries <= 1) return Future.failedFuture(failure);
            return get(map, key).compose(there -> {
                boolean done = there.isPresent()
                        && there.get().token().equals(token)
                        && Arrays.equals(there.get().value(), value);
                return done ? Future.succeededFuture(there.get().version()) : put(map, key, value, token, tries - 1);
            });
        });
    }

    @Override
    public Future<Optional<Versioned>> putIfAbsent(String map, String key, byte[] value, StoreToken token) {
        return repeat(() -> store.putIfAbsent(map, key, value, token), TRIES_MAX);
    }

    @Override
    public Future<Long> compareAndPut(String map, String key, long expectedVersion, byte[] value, StoreToken token) {
        return repeat(() -> store.compareAndPut(map, key, expectedVersion, value, token), TRIES_MAX);
    }

    @Override
    public Future<Boolean> remove(String map, String key, StoreToken token) {
        return get(map, key).compose(before -> remove(map, key, token, before.isPresent(), TRIES_MAX));
    }

    /** Only what was there before can have been removed, by whichever try. */
    private Future<Boolean> remove(String map, String key, StoreToken token, boolean wasThere, int tries) {
        return store.remove(map, key, token).recover(failure -> {
            if (!(failure instanceof IndeterminateException) || tries <= 1) return Future.failedFuture(failure);
            return remove(map, key, token, wasThere, tries - 1).map(again -> wasThere);
        });
    }

    @Override
    public Future<Optional<Versioned>> get(String map, String key) {
        return repeat(() -> store.get(map, key), TRIES_MAX);
    }

    @Override
    public Future<List<String>> keys(String map) {
        return repeat(() -> store.keys(map), TRIES_MAX);
    }

    @Override
    public Future<EntryPage> entries(String map, String afterKey, int entriesMax) {
        return repeat(() -> store.entries(map, afterKey, entriesMax), TRIES_MAX);
    }

    @Override
    public Future<Subscription> listen(String map, Consumer<String> hint) {
        return store.listen(map, hint);
    }

    private static <T> Future<T> repeat(Supplier<Future<T>> operation, int tries) {
        return operation
                .get()
                .recover(failure -> failure instanceof IndeterminateException && tries > 1
                        ? repeat(operation, tries - 1)
                        : Future.failedFuture(failure));
    }
}
