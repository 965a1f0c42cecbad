// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.store;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import com.hazelcast.query.Predicate;
import java.util.Map;

/** Leaves tombstones out of a listing, on the members that hold them. */
final class LiveOnly implements Predicate<String, byte[]>, IdentifiedDataSerializable {
    private static final long serialVersionUID = 1L;

    @Override
    public boolean apply(Map.Entry<String, byte[]> entry) {
        return !StoredRecord.isTombstone(entry.getValue());
    }

    @Override
    public int getFactoryId() {
        return StoreSerialization.FACTORY_ID;
    }

    @Override
    public int getClassId() {
        return StoreSerialization.LIVE_ONLY;
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
