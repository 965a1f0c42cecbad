// SPDX-License-Identifier: Apache-2.0
package io.penstock.snapshot;

import io.penstock.cluster.store.ReplicatedStore;
import java.util.List;

/** Every store there is, by what a place begins with. */
public final class SnapshotStores implements SnapshotStore {
    private final SnapshotStore directory = new DirectorySnapshotStore();
    private final SnapshotStore map;

    /** @param mapBytesMax see {@link MapSnapshotStore} */
    public SnapshotStores(ReplicatedStore store, long mapBytesMax) {
        this.map = new MapSnapshotStore(store, mapBytesMax);
    }

    private SnapshotStore of(String place) {
        if (place.startsWith(DirectorySnapshotStore.SCHEME)) return directory;
        if (place.startsWith(MapSnapshotStore.SCHEME)) return map;
        throw new SnapshotStoreException("no snapshot store has a place like '" + place + "'");
    }

    @Override
    public void write(String place, String name, List<byte[]> pieces) {
        of(place).write(place, name, pieces);
    }

    @Override
    public SnapshotFile create(String place, String name) {
        return of(place).create(place, name);
    }

    @Override
    public long size(String place, String name) {
        return of(place).size(place, name);
    }

    @Override
    public byte[] read(String place, String name, long offset, int length) {
        return of(place).read(place, name, offset, length);
    }

    @Override
    public void drop(String place) {
        of(place).drop(place);
    }
}
