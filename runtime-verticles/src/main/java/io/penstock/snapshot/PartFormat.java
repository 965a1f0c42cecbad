// SPDX-License-Identifier: Apache-2.0
package io.penstock.snapshot;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * How a task's part of a checkpoint is laid out; big-endian.
 *
 * <pre>
 * magic(4) version(1)
 * blocks      entries of one operator, state and key group: runs of {count, keys, details, values}, see RecordCodec
 * index       operators, states, blocks with place and checksum, prepared transactions; see PartIndex
 * trailer     index offset(8) index length(4) index checksum(4) magic(4)
 * </pre>
 *
 * A reader finds what belongs to a range of key groups by the index and reads only that.
 */
final class PartFormat {
    /** What names of parts end with. */
    static final String SUFFIX = ".part";

    static final int MAGIC = 0x50534E50;
    static final int VERSION = 1;
    static final int HEADER_BYTES = 5;
    static final int TRAILER_BYTES = 20;

    /** Instead of a key group: state that every subtask has the same copy of. */
    static final int COPY = -1;
    /** Instead of a key group: positions of a source's splits. */
    static final int SPLITS = -2;

    private PartFormat() {}

    static byte[] header() {
        return ByteBuffer.allocate(HEADER_BYTES)
                .putInt(MAGIC)
                .put((byte) VERSION)
                .array();
    }

    static byte[] trailer(long indexOffset, byte[] index) {
        return ByteBuffer.allocate(TRAILER_BYTES)
                .putLong(indexOffset)
                .putInt(index.length)
                .putInt(checksum(index, index.length))
                .putInt(MAGIC)
                .array();
    }

    static int checksum(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }

    static long checksum(List<byte[]> pieces) {
        CRC32C crc = new CRC32C();
        for (byte[] piece : pieces) crc.update(piece);
        return crc.getValue();
    }
}
