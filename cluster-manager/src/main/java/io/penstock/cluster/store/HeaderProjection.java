// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.store;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import com.hazelcast.projection.Projection;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/** Takes of an entry its key and its header, on the member that holds it: values stay where they are. */
final class HeaderProjection implements Projection<Map.Entry<String, byte[]>, byte[]>, IdentifiedDataSerializable {
    private static final long serialVersionUID = 1L;

    @Override
    public byte[] transform(Map.Entry<String, byte[]> entry) {
        byte[] header = StoredRecord.headerOf(entry.getValue());
        byte[] key = entry.getKey().getBytes(StandardCharsets.UTF_8);
        byte[] both = Arrays.copyOf(header, header.length + key.length);
        System.arraycopy(key, 0, both, header.length, key.length);
        return both;
    }

    static String key(byte[] both) {
        return new String(
                both, StoredRecord.HEADER_BYTES, both.length - StoredRecord.HEADER_BYTES, StandardCharsets.UTF_8);
    }

    static RecordHeader header(byte[] both) {
        return StoredRecord.decode(StoredRecord.headerOf(both)).header();
    }

    @Override
    public int getFactoryId() {
        return StoreSerialization.FACTORY_ID;
    }

    @Override
    public int getClassId() {
        return StoreSerialization.HEADERS;
    }

    @Override
    public void writeData(ObjectDataOutput out) {
        // It has no state.
    }

    @Override
    public void readData(ObjectDataInput in) {
        // It has no state.
    }
}
