// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.store;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import com.hazelcast.spi.merge.MergingValue;
import com.hazelcast.spi.merge.SplitBrainMergePolicy;
import org.jspecify.annotations.Nullable;

/**
 * After a split the higher token wins, then the higher version; what is equal stays. Tombstones take part, so a removal
 * on one side is not undone by the other. Hazelcast's own policies go by time, at a resolution of one second.
 */
public final class HigherTokenMergePolicy
        implements SplitBrainMergePolicy<byte[], MergingValue<byte[]>, byte[]>, IdentifiedDataSerializable {
    @Override
    public byte @Nullable [] merge(@Nullable MergingValue<byte[]> merging, @Nullable MergingValue<byte[]> existing) {
        byte[] theirs = merging == null ? null : merging.getDeserializedValue();
        byte[] ours = existing == null ? null : existing.getDeserializedValue();
        return pick(theirs, ours);
    }

    static byte @Nullable [] pick(byte @Nullable [] merging, byte @Nullable [] existing) {
        if (merging == null || existing == null) {
            return merging == null ? existing : merging;
        }
        boolean newer = StoredRecord.decode(merging)
                .header()
                .newerThan(StoredRecord.decode(existing).header());
        return newer ? merging : existing;
    }

    @Override
    public int getFactoryId() {
        return StoreSerialization.FACTORY_ID;
    }

    @Override
    public int getClassId() {
        return StoreSerialization.MERGE_POLICY;
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
