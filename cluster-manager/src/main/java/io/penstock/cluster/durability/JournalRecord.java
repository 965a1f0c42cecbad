// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.durability;

import io.penstock.cluster.store.StoredRecord;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * One record of the store as it stands in a journal.
 *
 * @param map where it lives
 * @param key under which
 * @param record with token and version; a tombstone for a removal
 */
record JournalRecord(String map, String key, StoredRecord record) {
    private static final byte RECORD = 1;
    private static final byte COMPLETE = 2;
    private static final int FIXED_BYTES = 1 + 2 * Short.BYTES;

    /**
     * Stands first in a journal that once held all that the cluster knew. One without it is new, or its directory was
     * lost: what it lacks proves nothing.
     */
    static byte[] completeMark() {
        return new byte[] {COMPLETE};
    }

    static boolean isCompleteMark(byte[] bytes) {
        return bytes.length == 1 && bytes[0] == COMPLETE;
    }

    byte[] encode() {
        byte[] mapBytes = map.getBytes(StandardCharsets.UTF_8);
        byte[] keyBytes = key.getBytes(StandardCharsets.UTF_8);
        byte[] envelope = record.encode();
        ByteBuffer out = ByteBuffer.allocate(FIXED_BYTES + mapBytes.length + keyBytes.length + envelope.length);
        out.put(RECORD);
        out.putShort((short) mapBytes.length).put(mapBytes);
        out.putShort((short) keyBytes.length).put(keyBytes);
        return out.put(envelope).array();
    }

    /** Throws {@link IllegalStateException} at a kind that a newer node wrote. */
    static JournalRecord decode(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        byte kind = in.get();
        if (kind != RECORD) {
            throw new IllegalStateException("a journal's record of kind " + kind + " is newer than this node");
        }
        String map = text(in);
        String key = text(in);
        byte[] envelope = new byte[in.remaining()];
        in.get(envelope);
        return new JournalRecord(map, key, StoredRecord.decode(envelope));
    }

    private static String text(ByteBuffer in) {
        byte[] text = new byte[Short.toUnsignedInt(in.getShort())];
        in.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }
}
