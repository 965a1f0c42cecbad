// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class InMemoryStoreTest extends StoreContract {
    private final InMemoryStore store = new InMemoryStore();

    @Override
    ReplicatedStore store() {
        return store;
    }

    @Test
    void aRemovalIsForgottenAfterItsTime() {
        AtomicLong nowMs = new AtomicLong(1);
        InMemoryStore aging = new InMemoryStore(nowMs::get);
        await(aging.remove("m", "k", new StoreToken(5, 0)));
        nowMs.addAndGet(ReplicatedStore.TOMBSTONE_MS);
        await(aging.put("m", "other", bytes("a"), StoreToken.NONE));
        assertThat(await(aging.put("m", "k", bytes("a"), StoreToken.NONE))).isEqualTo(1);
    }

    @Test
    void callersCannotChangeWhatIsStored() {
        byte[] value = bytes("a");
        await(store.put("m", "k", value, StoreToken.NONE));
        value[0] = 'z';
        await(store.get("m", "k")).orElseThrow().value()[0] = 'y';
        assertThat(await(store.get("m", "k")).orElseThrow().value()).isEqualTo(bytes("a"));
    }
}
