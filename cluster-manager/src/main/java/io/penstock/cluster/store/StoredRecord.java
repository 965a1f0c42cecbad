// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.store;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What is kept under a key, a removal included: without a tombstone a replaced leader could write a removed key again.
 *
 * @param value the bytes, or null for a tombstone
 */
public record StoredRecord(byte @Nullable [] value, StoreToken token, long version) {
    private static final byte FORMAT = 1;
    private static final byte LIVE = 0;
    private static final byte TOMBSTONE = 1;
    static final int HEADER_BYTES = 2 + 3 * Long.BYTES;

    /** Whether it says that the key was removed. */
    public boolean isTombstone() {
        return value == null;
    }

    /** The caller's view; must not be asked of a tombstone. */
    Versioned versioned() {
        byte[] bytes = value;
        if (bytes == null) {
            throw new IllegalStateException("a tombstone has no value");
        }
        return new Versioned(bytes, token.term(), token.counter(), version);
    }

    boolean holds(byte[] bytes) {
        return value != null && Arrays.equals(value, bytes);
    }

    /** Which of two records is the newer one is decided by this. */
    public RecordHeader header() {
        return new RecordHeader(token, version, isTombstone());
    }

    /** The bytes that stand in the store and in journals. */
    public byte[] encode() {
        byte[] bytes = value;
        ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES + (bytes == null ? 0 : bytes.length));
        out.put(FORMAT).put(bytes == null ? TOMBSTONE : LIVE);
        out.putLong(token.term()).putLong(token.counter()).putLong(version);
        if (bytes != null) {
            out.put(bytes);
        }
        return out.array();
    }

    /** Throws {@link IllegalStateException} at a format of a newer node. */
    public static StoredRecord decode(byte[] envelope) {
        ByteBuffer in = ByteBuffer.wrap(envelope);
        byte format = in.get();
        if (format != FORMAT) {
            throw new IllegalStateException(
                    "record format " + format + " is newer than this node knows (" + FORMAT + ")");
        }
        boolean tombstone = in.get() == TOMBSTONE;
        StoreToken token = new StoreToken(in.getLong(), in.getLong());
        long version = in.getLong();
        return new StoredRecord(
                tombstone ? null : Arrays.copyOfRange(envelope, HEADER_BYTES, envelope.length), token, version);
    }

    /** An envelope's first bytes, which hold all but the value. */
    static byte[] headerOf(byte[] envelope) {
        return Arrays.copyOf(envelope, HEADER_BYTES);
    }

    /** Whether an envelope is a tombstone, without decoding the rest. */
    static boolean isTombstone(byte[] envelope) {
        return envelope[1] == TOMBSTONE;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof StoredRecord that
                && version == that.version
                && token.equals(that.token)
                && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(version) * 31 + Arrays.hashCode(value);
    }
}
