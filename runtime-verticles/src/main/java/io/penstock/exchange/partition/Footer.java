// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange.partition;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32C;

/**
 * The end of a partition file: which targets it is for, and where its segments start. A file without a good one was
 * never finished.
 *
 * <pre>{@code firstTarget(4) targets(4) segments(4) position(8)... crc(4) footerBytes(4) magic(4)}</pre>
 *
 * @param firstTarget the consumer subtask that is target 0
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Footer(int firstTarget, int targets, long[] segments) {
    private static final int MAGIC = 0x50_50_52_54;
    private static final int TAIL_BYTES = 12;

    ByteBuffer bytes() {
        int bodyBytes = 12 + 8 * segments.length;
        ByteBuffer out = ByteBuffer.allocate(bodyBytes + TAIL_BYTES);
        out.putInt(firstTarget).putInt(targets).putInt(segments.length);
        for (long position : segments) out.putLong(position);
        out.putInt(checksum(out.array(), bodyBytes)).putInt(bodyBytes).putInt(MAGIC);
        return out.flip();
    }

    static Footer read(FileChannel file) throws IOException {
        long size = file.size();
        if (size < TAIL_BYTES) throw new IOException("the file is too short");
        ByteBuffer tail = ByteBuffer.wrap(readAt(file, size - TAIL_BYTES, TAIL_BYTES));
        int checksum = tail.getInt();
        int bodyBytes = tail.getInt();
        if (tail.getInt() != MAGIC || bodyBytes < 12 || bodyBytes > size - TAIL_BYTES) {
            throw new IOException("the file has no index");
        }
        byte[] bytes = readAt(file, size - TAIL_BYTES - bodyBytes, bodyBytes);
        if (checksum(bytes, bodyBytes) != checksum) throw new IOException("the file's index is damaged");
        ByteBuffer body = ByteBuffer.wrap(bytes);
        int firstTarget = body.getInt();
        int targets = body.getInt();
        long[] segments = new long[body.getInt()];
        for (int i = 0; i < segments.length; i++) segments[i] = body.getLong();
        return new Footer(firstTarget, targets, segments);
    }

    /** Reads exactly that many bytes. */
    static byte[] readAt(FileChannel file, long position, int count) throws IOException {
        byte[] bytes = new byte[count];
        ByteBuffer into = ByteBuffer.wrap(bytes);
        while (into.hasRemaining()) {
            int read = file.read(into, position + into.position());
            if (read < 0) throw new IOException("the file ends at " + (position + into.position()));
        }
        return bytes;
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
