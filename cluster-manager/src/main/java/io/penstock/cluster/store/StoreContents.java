// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.store;

import com.hazelcast.core.DistributedObject;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;

/**
 * The store as those see it who keep it safe: records with their headers, removals included, and whether what the
 * journals remember is in it. Listings and reads block. Thread-safe.
 */
public final class StoreContents {
    private static final String MARKS = "recovery";
    private static final String RECOVERED = "recovered";
    private static final byte[] YES =
            new StoredRecord("yes".getBytes(StandardCharsets.UTF_8), StoreToken.NONE, 1).encode();

    private final HazelcastInstance hazelcast;
    private final Set<String> volatileMaps;

    /** {@code volatileMaps} are those that no journal keeps. */
    public StoreContents(HazelcastInstance hazelcast, Set<String> volatileMaps) {
        this.hazelcast = hazelcast;
        this.volatileMaps = Set.copyOf(volatileMaps);
    }

    /** Whether the map's records are to survive a stop of the whole cluster. */
    public boolean isDurable(String map) {
        return !volatileMaps.contains(map) && !MARKS.equals(map);
    }

    /** The durable maps that there are. */
    public Set<String> maps() {
        Set<String> maps = new TreeSet<>();
        for (DistributedObject object : hazelcast.getDistributedObjects()) {
            if (object instanceof IMap && object.getName().startsWith(HazelcastStore.MAP_PREFIX)) {
                String map = object.getName().substring(HazelcastStore.MAP_PREFIX.length());
                if (isDurable(map)) {
                    maps.add(map);
                }
            }
        }
        return maps;
    }

    /** The headers of a map's records by key, removals included. */
    public Map<String, RecordHeader> headers(String map) {
        Map<String, RecordHeader> headers = new HashMap<>();
        for (byte[] both : map(map).project(new HeaderProjection())) {
            headers.put(HeaderProjection.key(both), HeaderProjection.header(both));
        }
        return headers;
    }

    /** Those of the records that are still there. */
    public Map<String, StoredRecord> read(String map, Collection<String> keys) {
        Map<String, StoredRecord> records = new HashMap<>();
        map(map).getAll(new HashSet<>(keys)).forEach((key, value) -> records.put(key, StoredRecord.decode(value)));
        return records;
    }

    /** Puts a record back unless what is there is as new. Gives whether it was put. */
    public CompletionStage<Boolean> restore(String map, String key, StoredRecord record) {
        return map(map).submitToKey(key, new RestoreProcessor(record));
    }

    /** Whether everything that the journals remember is in the store. Does not block. */
    public CompletionStage<Boolean> recovered() {
        return map(MARKS).getAsync(RECOVERED).thenApply(mark -> mark != null);
    }

    /** From now on the store is what counts, for as long as any coordinator lives. */
    public void markRecovered() {
        map(MARKS).set(RECOVERED, YES);
    }

    private IMap<String, byte[]> map(String map) {
        return hazelcast.getMap(HazelcastStore.MAP_PREFIX + map);
    }
}
