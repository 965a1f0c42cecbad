// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.store;

import com.hazelcast.map.EntryProcessor;
import com.hazelcast.map.ExtendedMapEntry;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import io.penstock.cluster.store.GuardedWrite.Decision;
import io.penstock.cluster.store.GuardedWrite.Kind;
import io.penstock.cluster.store.GuardedWrite.Verdict;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Carries a guarded write to the member that owns the key and decides there, where nothing can come between reading and
 * writing.
 *
 * <p>Backups get the outcome, not the question: deciding a second time against a backup's own state could end
 * differently.
 */
final class GuardedWriteProcessor implements EntryProcessor<String, byte[], byte[]>, IdentifiedDataSerializable {
    private static final long serialVersionUID = 1L;

    private transient @Nullable GuardedWrite write;
    private transient @Nullable StoredRecord written;

    /** For the factory. */
    GuardedWriteProcessor() {}

    GuardedWriteProcessor(GuardedWrite write) {
        this.write = write;
    }

    @Override
    public byte[] process(Map.Entry<String, byte[]> entry) {
        GuardedWrite guarded = given();
        byte[] envelope = entry.getValue();
        Decision decision = guarded.decide(envelope == null ? null : StoredRecord.decode(envelope));
        written = null;
        if (decision.verdict() == Verdict.APPLY) {
            written = decision.record();
            store(entry, decision.record());
        }
        return DecisionCodec.encode(decision, guarded.kind() == Kind.PUT_IF_ABSENT);
    }

    /** Tombstones live for a while, records for ever; zero means for ever here. */
    static void store(Map.Entry<String, byte[]> entry, @Nullable StoredRecord record) {
        if (record == null) {
            throw new IllegalStateException("a decision to write without a record");
        }
        long timeToLiveMs = record.isTombstone() ? ReplicatedStore.TOMBSTONE_MS : 0;
        ((ExtendedMapEntry<String, byte[]>) entry).setValue(record.encode(), timeToLiveMs, TimeUnit.MILLISECONDS);
    }

    /** Null when nothing was written: Hazelcast then sends nothing to the backups. */
    @Override
    public @Nullable EntryProcessor<String, byte[], byte[]> getBackupProcessor() {
        StoredRecord outcome = written;
        return outcome == null ? null : new BackupWriteProcessor(outcome);
    }

    private GuardedWrite given() {
        GuardedWrite guarded = write;
        if (guarded == null) {
            throw new IllegalStateException("not read yet");
        }
        return guarded;
    }

    @Override
    public int getFactoryId() {
        return StoreSerialization.FACTORY_ID;
    }

    @Override
    public int getClassId() {
        return StoreSerialization.GUARDED_WRITE;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        GuardedWrite guarded = given();
        out.writeByte(guarded.kind().ordinal());
        out.writeLong(guarded.token().term());
        out.writeLong(guarded.token().counter());
        out.writeLong(guarded.expectedVersion());
        out.writeByteArray(guarded.value());
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        Kind kind = Kind.values()[in.readByte()];
        StoreToken token = new StoreToken(in.readLong(), in.readLong());
        long expectedVersion = in.readLong();
        byte[] value = in.readByteArray();
        write = new GuardedWrite(kind, token, expectedVersion, value == null ? new byte[0] : value);
    }
}
