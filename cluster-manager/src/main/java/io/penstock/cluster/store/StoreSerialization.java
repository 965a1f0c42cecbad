// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.store;

import com.hazelcast.config.SerializationConfig;
import com.hazelcast.nio.serialization.DataSerializableFactory;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;

/**
 * Names the few classes of ours that travel between members, by number: no class name comes in from the network, no
 * Java serialization.
 */
public final class StoreSerialization implements DataSerializableFactory {
    static final int FACTORY_ID = 7_367;
    static final int GUARDED_WRITE = 1;
    static final int BACKUP_WRITE = 2;
    static final int LIVE_ONLY = 3;
    static final int MERGE_POLICY = 4;
    static final int RESTORE = 5;
    static final int HEADERS = 6;

    private StoreSerialization() {}

    /** Makes the classes known to a node that is about to start. */
    public static void register(SerializationConfig config) {
        config.addDataSerializableFactory(FACTORY_ID, new StoreSerialization());
    }

    @Override
    public IdentifiedDataSerializable create(int typeId) {
        return switch (typeId) {
            case GUARDED_WRITE -> new GuardedWriteProcessor();
            case BACKUP_WRITE -> new BackupWriteProcessor();
            case LIVE_ONLY -> new LiveOnly();
            case MERGE_POLICY -> new HigherTokenMergePolicy();
            case RESTORE -> new RestoreProcessor();
            case HEADERS -> new HeaderProjection();
            default -> throw new IllegalArgumentException("no class of this node has the number " + typeId);
        };
    }
}
