// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.durability;

import com.hazelcast.config.SerializationConfig;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** A question to another coordinator's keeper, asked where that lives. */
final class KeeperTask implements Callable<byte[]>, HazelcastInstanceAware, IdentifiedDataSerializable {
    private static final int FACTORY_ID = 7_368;
    private static final int CLASS_ID = 1;
    private static final String KEEPER = "penstock.keeper";

    private Kind kind = Kind.CATCH_UP;
    private byte[] record = new byte[0];
    private transient @Nullable HazelcastInstance hazelcast;

    enum Kind {
        /** Have this record on disk. */
        APPEND,
        /** Put what your journal holds into the store. Answers whether that was once all that the cluster knew. */
        CONTRIBUTE,
        /** Have all on disk that is in the store. */
        CATCH_UP,
        /** Does your journal hold all that is in the store? */
        IS_SYNCED
    }

    /** For the factory. */
    private KeeperTask() {}

    KeeperTask(Kind kind, byte[] record) {
        this.kind = kind;
        this.record = record;
    }

    /** Makes the class known to a node that is about to start. */
    static void register(SerializationConfig config) {
        config.addDataSerializableFactory(FACTORY_ID, typeId -> new KeeperTask());
    }

    /** The name under which a member knows its keeper. */
    static String keeperName() {
        return KEEPER;
    }

    @Override
    public void setHazelcastInstance(HazelcastInstance instance) {
        this.hazelcast = instance;
    }

    @Override
    public byte[] call() {
        HazelcastInstance here = hazelcast;
        Object keeper = here == null ? null : here.getUserContext().get(KEEPER);
        KeeperAnswer answer = keeper instanceof JournalKeeper own
                ? own.answer(kind, record)
                : KeeperAnswer.failed("this member keeps no journal");
        return answer.encode();
    }

    @Override
    public int getFactoryId() {
        return FACTORY_ID;
    }

    @Override
    public int getClassId() {
        return CLASS_ID;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        out.writeByte(kind.ordinal());
        out.writeByteArray(record);
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        kind = Kind.values()[in.readByte()];
        byte[] bytes = in.readByteArray();
        record = bytes == null ? new byte[0] : bytes;
    }
}
