// SPDX-License-Identifier: Apache-2.0
package io.penstock.node;

import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.Arrays;

/**
 * Keeps the end of this process's log in memory, so that it can be read through the API wherever the log itself goes.
 * The encoder of an appender of {@code config/logback.xml}, so that a line is put together once for both. Thread-safe.
 */
public final class LogTail extends PatternLayoutEncoder {
    /** What it is called in lists of logs. */
    public static final String NAME = "penstock.log";

    private static final int BYTES_MAX = 256 << 10;
    private static final Ring RING = new Ring(BYTES_MAX);

    /** The last lines, and when the last of them came (0: none yet). */
    public record Tail(byte[] bytes, long changedMs) {}

    /** The tail as it is; empty if the logging of this process does not use this encoder. */
    public static Tail read() {
        return RING.read();
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        byte[] line = super.encode(event);
        RING.write(line);
        return line;
    }

    /** The last bytes written; begins with a whole line. */
    static final class Ring {
        private final byte[] bytes;
        private long written;
        private long changedMs;

        Ring(int bytesMax) {
            bytes = new byte[bytesMax];
        }

        synchronized void write(byte[] line) {
            int from = Math.max(0, line.length - bytes.length);
            int at = (int) (written % bytes.length);
            int untilEnd = Math.min(line.length - from, bytes.length - at);
            System.arraycopy(line, from, bytes, at, untilEnd);
            System.arraycopy(line, from + untilEnd, bytes, 0, line.length - from - untilEnd);
            written += line.length - from;
            changedMs = System.currentTimeMillis();
        }

        synchronized Tail read() {
            int length = (int) Math.min(written, bytes.length);
            byte[] tail = new byte[length];
            for (int i = 0; i < length; i++) tail[i] = bytes[(int) ((written - length + i) % bytes.length)];
            if (written <= bytes.length) return new Tail(tail, changedMs);
            int line = 0;
            while (line < length && tail[line] != '\n') line++;
            int from = Math.min(length, line + 1);
            return new Tail(Arrays.copyOfRange(tail, from, length), changedMs);
        }
    }
}
