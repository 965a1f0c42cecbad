// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange.partition;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Frames for many targets in the order they came; written to disk sorted by target. Not thread-safe.
 *
 * <pre>
 * on disk:  directory  (offset(4) crc(4)) per target, then the end's offset(4)
 *           data       per target: (length(4) frame) ...
 * </pre>
 *
 * The checksum of a target's data also covers its length and whose it is, so that a damaged directory is found out too.
 */
final class Segment {
    static final int ENTRY_BYTES = 8;

    private static final int FRAME_HEADER_BYTES = 4;

    private byte[] bytes;
    private int size;
    private int[] targets = new int[64];
    private int[] ends = new int[64];
    private int frames;

    Segment(int initialBytes) {
        bytes = new byte[initialBytes];
    }

    int size() {
        return size;
    }

    /** Bytes it holds on to. */
    int capacity() {
        return bytes.length;
    }

    void clear() {
        size = 0;
        frames = 0;
    }

    void add(int target, byte[] frame, int from, int to) {
        int length = to - from;
        if (bytes.length - size < length) bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + length));
        System.arraycopy(frame, from, bytes, size, length);
        size += length;
        if (frames == targets.length) {
            targets = Arrays.copyOf(targets, frames * 2);
            ends = Arrays.copyOf(ends, frames * 2);
        }
        targets[frames] = target;
        ends[frames++] = size;
    }

    /** Its form on disk, as segment {@code index} of a file with that many targets. */
    ByteBuffer sorted(int index, int targetCount) {
        int[] starts = new int[targetCount + 1];
        for (int i = 0; i < frames; i++) starts[targets[i] + 1] += FRAME_HEADER_BYTES + length(i);
        for (int t = 0; t < targetCount; t++) starts[t + 1] += starts[t];
        int directoryBytes = directoryBytes(targetCount);
        ByteBuffer out =
                ByteBuffer.allocate(directoryBytes + starts[targetCount]).order(ByteOrder.LITTLE_ENDIAN);
        int[] next = starts.clone();
        for (int i = 0; i < frames; i++) {
            int length = length(i);
            int at = directoryBytes + next[targets[i]];
            out.putInt(at, length);
            System.arraycopy(bytes, ends[i] - length, out.array(), at + FRAME_HEADER_BYTES, length);
            next[targets[i]] += FRAME_HEADER_BYTES + length;
        }
        out.putInt(targetCount * ENTRY_BYTES, starts[targetCount]);
        for (int t = 0; t < targetCount; t++) {
            out.putInt(t * ENTRY_BYTES, starts[t]);
            int length = starts[t + 1] - starts[t];
            out.putInt(t * ENTRY_BYTES + 4, checksum(index, t, out.array(), directoryBytes + starts[t], length));
        }
        return out;
    }

    private int length(int frame) {
        return ends[frame] - (frame == 0 ? 0 : ends[frame - 1]);
    }

    static int directoryBytes(int targetCount) {
        return targetCount * ENTRY_BYTES + 4;
    }

    static int checksum(int segment, int target, byte[] data, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(12)
                .putInt(segment)
                .putInt(target)
                .putInt(length)
                .flip());
        crc.update(data, from, length);
        return (int) crc.getValue();
    }
}
