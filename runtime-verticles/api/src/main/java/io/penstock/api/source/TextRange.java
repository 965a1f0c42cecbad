// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.source;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Reads the lines that start within {@code [start, end)} of a file. A reader in the middle of a file skips to the first
 * line that starts there: it looks at the byte before {@code start}, so that no line is read twice or missed.
 */
final class TextRange implements AutoCloseable {
    private static final int BUFFER_BYTES = 128 << 10;

    private final RandomAccessFile file;
    private final long end;
    private byte[] buffer = new byte[BUFFER_BYTES];
    private int position;
    private int limit;
    /** Offset in the file of {@code buffer[0]}. */
    private long base;

    private boolean endOfFile;

    /** @param resumeAt offset of the next line to read, or -1 to begin at the range's start */
    TextRange(Path path, long start, long end, long resumeAt) throws IOException {
        if (!Files.exists(path))
            throw new NoSuchFileException(path.toString(), null, "the text file is not there (any more)");
        this.file = new RandomAccessFile(path.toFile(), "r");
        this.end = end;
        if (resumeAt >= 0) {
            seek(resumeAt);
        } else if (start == 0) {
            seek(0);
        } else {
            seek(start - 1);
            readLine();
        }
    }

    private void seek(long offset) throws IOException {
        file.seek(offset);
        base = offset;
        position = 0;
        limit = 0;
    }

    /** Offset of the next line. */
    long offset() {
        return base + position;
    }

    /** The next line without its end, or null when no further line starts in the range. */
    @Nullable
    String next() throws IOException {
        return offset() >= end ? null : readLine();
    }

    private @Nullable String readLine() throws IOException {
        int scan = position;
        while (true) {
            for (; scan < limit; scan++) {
                if (buffer[scan] == '\n') return take(scan, scan + 1);
            }
            if (endOfFile) return position == limit ? null : take(limit, limit);
            scan -= position;
            fill();
            scan += position;
        }
    }

    private String take(int lineEnd, int next) {
        int length = lineEnd - position;
        if (length > 0 && next > lineEnd && buffer[lineEnd - 1] == '\r') length--;
        String line = new String(buffer, position, length, StandardCharsets.UTF_8);
        position = next;
        return line;
    }

    /** Moves the unread rest to the front and reads more behind it; grows the buffer when one line fills it. */
    private void fill() throws IOException {
        int rest = limit - position;
        byte[] target = rest == buffer.length ? new byte[buffer.length * 2] : buffer;
        System.arraycopy(buffer, position, target, 0, rest);
        buffer = target;
        base += position;
        position = 0;
        limit = rest;
        int read = file.read(buffer, limit, buffer.length - limit);
        if (read < 0) endOfFile = true;
        else limit += read;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
