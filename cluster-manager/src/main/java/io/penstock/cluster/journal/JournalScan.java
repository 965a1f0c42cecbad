// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.journal;

import io.penstock.cluster.journal.JournalFormat.BadBytes;
import io.penstock.cluster.journal.JournalFormat.FileHeader;
import io.penstock.cluster.journal.JournalFormat.FrameHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a file and judges its end. An unfinished last write (the file ends within it, or a sector of it is still all
 * zeros) is a torn tail: nobody was told it was safe. Anything else that does not check is damage.
 *
 * <p>One case stays open: damage to the very last frame passes for a torn tail if a sector of it was written as zeros,
 * that is, if the records hold a long run of the mask's byte there.
 */
final class JournalScan {
    private static final int SECTOR_BYTES = 512;
    private static final String REMEDY =
            "Restore the file from a copy; or, if a majority of the other coordinators is sound, move this node's journal"
                    + " directory away and start it empty: it gets the records from them";

    private final Path file;
    private final ByteBuffer in;
    private final List<byte[]> records = new ArrayList<>();
    private int offset = JournalFormat.FILE_HEADER_BYTES;
    private long nextSequence;

    /**
     * What a file holds.
     *
     * @param soundBytes up to here everything checks; what follows is the torn tail
     * @param totalBytes the file's length
     */
    record Scanned(FileHeader header, List<byte[]> records, long nextSequence, long soundBytes, long totalBytes) {}

    private JournalScan(Path file, ByteBuffer in) {
        this.file = file;
        this.in = in;
    }

    static Scanned journal(Path file) throws IOException {
        return journal(file, read(file));
    }

    static Scanned snapshot(Path file) throws IOException {
        return snapshot(file, read(file));
    }

    /** Judges what was read from the file; takes the bytes over. */
    static Scanned journal(Path file, byte[] content) {
        return new JournalScan(file, JournalFormat.mask(ByteBuffer.wrap(content))).scanJournal();
    }

    /** Judges what was read from the file; takes the bytes over. */
    static Scanned snapshot(Path file, byte[] content) {
        return new JournalScan(file, JournalFormat.mask(ByteBuffer.wrap(content))).scanSnapshot();
    }

    private static byte[] read(Path file) throws IOException {
        if (Files.size(file) > Integer.MAX_VALUE - Long.BYTES) {
            throw new CorruptJournalException(file, Integer.MAX_VALUE, "it is longer than a journal may be", REMEDY);
        }
        return Files.readAllBytes(file);
    }

    private Scanned scanJournal() {
        FileHeader header = header(JournalFormat.JOURNAL);
        nextSequence = header.firstSequence();
        while (offset < in.limit() && readFrame()) {
            // The frame is taken in.
        }
        if (offset < in.limit()) {
            judgeTail();
        }
        return new Scanned(header, records, nextSequence, offset, in.limit());
    }

    /** A snapshot got its name only when it was whole, so it has no excuse; an empty frame ends it. */
    private Scanned scanSnapshot() {
        FileHeader header = header(JournalFormat.SNAPSHOT);
        nextSequence = 1;
        boolean ended = false;
        while (!ended) {
            int before = records.size();
            if (!readFrame()) {
                throw damaged(offset, "a part of the snapshot does not check");
            }
            ended = records.size() == before;
        }
        if (offset != in.limit()) {
            throw damaged(offset, "something follows the end of the snapshot");
        }
        return new Scanned(header, records, header.firstSequence(), offset, in.limit());
    }

    private FileHeader header(int kind) {
        try {
            FileHeader header = JournalFormat.readFileHeader(in);
            if (header.kind() != kind) {
                throw damaged(0, "it is not a " + (kind == JournalFormat.JOURNAL ? "journal" : "snapshot"));
            }
            return header;
        } catch (BadBytes e) {
            throw damaged(0, String.valueOf(e.getMessage()));
        }
    }

    private boolean readFrame() {
        if (!JournalFormat.hasFrameHeader(in, offset)) {
            return false;
        }
        FrameHeader frame = JournalFormat.readFrameHeader(in, offset);
        if (frame.firstSequence() != nextSequence) {
            throw damaged(offset, "record " + frame.firstSequence() + " stands where " + nextSequence + " belongs");
        }
        if (!JournalFormat.hasBody(in, offset, frame) || !JournalFormat.isBodySound(in, offset, frame)) {
            return false;
        }
        JournalFormat.readRecords(in, offset, frame, records);
        nextSequence += frame.records();
        offset += JournalFormat.FRAME_HEADER_BYTES + frame.bodyBytes();
        return true;
    }

    private void judgeTail() {
        int rest = in.limit() - offset;
        if (rest < JournalFormat.FRAME_HEADER_BYTES) {
            return;
        }
        for (int at = offset + 1; at <= in.limit() - JournalFormat.FRAME_HEADER_BYTES; at++) {
            if (isLaterFrame(at)) {
                throw damaged(offset, "a part does not check, but what was written after it (byte " + at + ") does");
            }
        }
        if (!JournalFormat.hasFrameHeader(in, offset)) {
            if (!hasBlankSector(offset, offset + JournalFormat.FRAME_HEADER_BYTES)) {
                throw damaged(offset, "the last write's header does not check");
            }
            return;
        }
        FrameHeader frame = JournalFormat.readFrameHeader(in, offset);
        int end = offset + JournalFormat.FRAME_HEADER_BYTES + frame.bodyBytes();
        if (JournalFormat.hasBody(in, offset, frame)
                && !hasBlankSector(offset + JournalFormat.FRAME_HEADER_BYTES, end)) {
            throw damaged(offset, "the last write does not check, though all of it is there");
        }
    }

    private boolean isLaterFrame(int at) {
        if (!JournalFormat.hasFrameHeader(in, at)) {
            return false;
        }
        FrameHeader frame = JournalFormat.readFrameHeader(in, at);
        return frame.firstSequence() > nextSequence
                && frame.records() > 0
                && JournalFormat.hasBody(in, at, frame)
                && JournalFormat.isBodySound(in, at, frame);
    }

    /**
     * Whether the part of some sector that lies between the two is all zeros: space that was given out but never
     * written.
     */
    private boolean hasBlankSector(int from, int to) {
        int begin = from;
        while (begin < to) {
            int end = Math.min(to, (begin / SECTOR_BYTES + 1) * SECTOR_BYTES);
            if (isBlank(begin, end)) {
                return true;
            }
            begin = end;
        }
        return false;
    }

    private boolean isBlank(int from, int to) {
        for (int at = from; at < to; at++) {
            if (!JournalFormat.isBlank(in.get(at))) {
                return false;
            }
        }
        return true;
    }

    private CorruptJournalException damaged(int at, String what) {
        return new CorruptJournalException(file, at, what, REMEDY);
    }
}
