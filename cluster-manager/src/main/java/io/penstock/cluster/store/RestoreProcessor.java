// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.store;

import com.hazelcast.map.EntryProcessor;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts a remembered record back unless what stands there is as new or newer. Any number of members may do so, in any
 * order and again.
 */
final class RestoreProcessor implements EntryProcessor<String, byte[], Boolean>, IdentifiedDataSerializable {
    private static final long serialVersionUID = 1L;

    private transient @Nullable StoredRecord record;
    private transient boolean written;

    /** For the factory. */
    RestoreProcessor() {}

    RestoreProcessor(StoredRecord record) {
        this.record = record;
    }

    @Override
    public Boolean process(Map.Entry<String, byte[]> entry) {
        StoredRecord remembered = given();
        byte[] current = entry.getValue();
        written = current == null
                || remembered.header().newerThan(StoredRecord.decode(current).header());
        if (written) {
            GuardedWriteProcessor.store(entry, remembered);
        }
        return written;
    }

    @Override
    public @Nullable EntryProcessor<String, byte[], Boolean> getBackupProcessor() {
        return written ? this : null;
    }

    private StoredRecord given() {
        StoredRecord remembered = record;
        if (remembered == null) {
            throw new IllegalStateException("not read yet");
        }
        return remembered;
    }

    @Override
    public int getFactoryId() {
        return StoreSerialization.FACTORY_ID;
    }

    @Override
    public int getClassId() {
        return StoreSerialization.RESTORE;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        out.writeByteArray(given().encode());
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        byte[] envelope = in.readByteArray();
        record = envelope == null ? null : StoredRecord.decode(envelope);
    }
}
