// SPDX-License-Identifier: Apache-2.0
package io.penstock.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.cluster.store.InMemoryStore;
import java.util.List;
import org.junit.jupiter.api.Test;

class MapSnapshotStoreTest extends SnapshotStoreContract {
    private final InMemoryStore records = new InMemoryStore();
    private final SnapshotStore store = new MapSnapshotStore(records, 1_000_000);

    @Override
    SnapshotStore store() {
        return store;
    }

    @Override
    String place(String name) {
        return "hazelcast:" + name;
    }

    @Test
    void whatDoesNotFitIsRefusedInWordsUntilSomethingIsDropped() {
        store.write(place("a"), "a.part", List.of(bytes(600_000, 1)));
        assertThatThrownBy(() -> store.write(place("b"), "b.part", List.of(bytes(500_000, 1))))
                .isInstanceOf(SnapshotStoreException.class)
                .hasMessageContaining("checkpoint.hazelcastMaxMb")
                .hasMessageContaining("600000 are taken")
                .hasMessageContaining("checkpoint.store=directory");
        store.drop(place("a"));
        store.write(place("b"), "b.part", List.of(bytes(500_000, 1)));
        assertThat(store.size(place("b"), "b.part")).isEqualTo(500_000);
    }

    @Test
    void droppingLeavesNoChunks() {
        store.write(place("a"), "a.part", List.of(bytes(600_000, 1)));
        store.drop(place("a"));
        assertThat(records.keys("snapshot-chunks").result()).isEmpty();
        assertThat(records.keys("snapshot-files").result()).isEmpty();
    }
}
