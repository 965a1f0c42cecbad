// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.journal;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The bytes of journals and snapshots, all big-endian, and every byte of a file masked.
 *
 * <pre>
 * file   = header frame*
 * header = magic(8) format(4) kind(4) generation(8) firstSequence(8) crc(4)
 * frame  = bodyBytes(4) records(4) firstSequence(8) bodyCrc(4) headerCrc(4) body
 * body   = (recordBytes(4) record)*
 * </pre>
 *
 * <p>A frame is what one fsync covers. The next one is written only after that fsync, so a damaged frame with a good
 * one behind it was once whole: damage, not an unfinished write. The header has a checksum of its own, so that a
 * damaged length cannot pass for a cut. The mask makes zeros on the disk mean space that was given out but never
 * written: lengths and texts are full of zeros otherwise.
 */
final class JournalFormat {
    static final int FILE_HEADER_BYTES = 36;
    static final int FRAME_HEADER_BYTES = 24;
    static final int JOURNAL = 1;
    static final int SNAPSHOT = 2;

    private static final long MAGIC = 0x50_45_4E_53_54_4F_43_4BL;
    private static final int FORMAT = 1;

    private JournalFormat() {}

    private static final byte MASK = (byte) 0xA5;

    /** A file's header. */
    record FileHeader(int kind, long generation, long firstSequence) {}

    /** A frame's header; an empty one ends a snapshot. */
    record FrameHeader(int bodyBytes, int records, long firstSequence, int bodyCrc) {}

    static ByteBuffer fileHeader(FileHeader header) {
        ByteBuffer out = ByteBuffer.allocate(FILE_HEADER_BYTES);
        out.putLong(MAGIC).putInt(FORMAT).putInt(header.kind());
        out.putLong(header.generation()).putLong(header.firstSequence());
        out.putInt(crc(out, 0, out.position()));
        return mask(out.flip());
    }

    /** The header at the start of a file, or what is wrong with it. */
    static FileHeader readFileHeader(ByteBuffer in) throws BadBytes {
        if (in.limit() < FILE_HEADER_BYTES) {
            throw new BadBytes("it ends within its header");
        }
        if (in.getInt(FILE_HEADER_BYTES - Integer.BYTES) != crc(in, 0, FILE_HEADER_BYTES - Integer.BYTES)) {
            throw new BadBytes("the header's checksum is wrong");
        }
        if (in.getLong(0) != MAGIC || in.getInt(8) != FORMAT) {
            throw new BadBytes("it is of another kind or a newer format (" + in.getInt(8) + ")");
        }
        return new FileHeader(in.getInt(12), in.getLong(16), in.getLong(24));
    }

    static ByteBuffer frame(List<byte[]> records, long firstSequence) {
        int bodyBytes = bodyBytes(records);
        ByteBuffer out = ByteBuffer.allocate(FRAME_HEADER_BYTES + bodyBytes);
        out.position(FRAME_HEADER_BYTES);
        for (byte[] record : records) {
            out.putInt(record.length).put(record);
        }
        out.putInt(0, bodyBytes).putInt(4, records.size()).putLong(8, firstSequence);
        out.putInt(16, crc(out, FRAME_HEADER_BYTES, bodyBytes));
        out.putInt(20, crc(out, 0, 20));
        return mask(out.flip());
    }

    /** Masks or unmasks in place. */
    static ByteBuffer mask(ByteBuffer bytes) {
        for (int at = 0; at < bytes.limit(); at++) {
            bytes.put(at, (byte) (bytes.get(at) ^ MASK));
        }
        return bytes;
    }

    /** Whether an unmasked byte was a zero on the disk. */
    static boolean isBlank(byte unmasked) {
        return unmasked == MASK;
    }

    private static int bodyBytes(List<byte[]> records) {
        int bytes = 0;
        for (byte[] record : records) {
            bytes = Math.addExact(bytes, Integer.BYTES + record.length);
        }
        return bytes;
    }

    /** Whether a whole frame header with a right checksum begins here. */
    static boolean hasFrameHeader(ByteBuffer in, int offset) {
        return in.limit() - offset >= FRAME_HEADER_BYTES && in.getInt(offset + 20) == crc(in, offset, 20);
    }

    static FrameHeader readFrameHeader(ByteBuffer in, int offset) {
        return new FrameHeader(
                in.getInt(offset), in.getInt(offset + 4), in.getLong(offset + 8), in.getInt(offset + 16));
    }

    /** Whether the frame's body lies within the file. */
    static boolean hasBody(ByteBuffer in, int offset, FrameHeader frame) {
        return frame.bodyBytes() >= 0 && in.limit() - offset - FRAME_HEADER_BYTES >= frame.bodyBytes();
    }

    static boolean isBodySound(ByteBuffer in, int offset, FrameHeader frame) {
        return crc(in, offset + FRAME_HEADER_BYTES, frame.bodyBytes()) == frame.bodyCrc();
    }

    static void readRecords(ByteBuffer in, int offset, FrameHeader frame, List<byte[]> records) {
        int at = offset + FRAME_HEADER_BYTES;
        for (int i = 0; i < frame.records(); i++) {
            byte[] record = new byte[in.getInt(at)];
            in.get(at + Integer.BYTES, record);
            records.add(record);
            at += Integer.BYTES + record.length;
        }
    }

    static int crc(ByteBuffer bytes, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.slice(offset, length));
        return (int) crc.getValue();
    }

    /** Something in a file is not as it was written; the caller knows which file. */
    static final class BadBytes extends Exception {
        private static final long serialVersionUID = 1L;

        BadBytes(String what) {
            super(what);
        }
    }
}
