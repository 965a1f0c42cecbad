// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.store;

import com.hazelcast.map.EntryProcessor;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Copies what the owner of a key decided onto a backup. */
final class BackupWriteProcessor implements EntryProcessor<String, byte[], byte[]>, IdentifiedDataSerializable {
    private static final long serialVersionUID = 1L;

    private transient @Nullable StoredRecord record;

    /** For the factory. */
    BackupWriteProcessor() {}

    BackupWriteProcessor(StoredRecord record) {
        this.record = record;
    }

    @Override
    public byte @Nullable [] process(Map.Entry<String, byte[]> entry) {
        GuardedWriteProcessor.store(entry, record);
        return null;
    }

    @Override
    public int getFactoryId() {
        return StoreSerialization.FACTORY_ID;
    }

    @Override
    public int getClassId() {
        return StoreSerialization.BACKUP_WRITE;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        StoredRecord outcome = record;
        out.writeByteArray(outcome == null ? null : outcome.encode());
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        byte[] envelope = in.readByteArray();
        record = envelope == null ? null : StoredRecord.decode(envelope);
    }
}
