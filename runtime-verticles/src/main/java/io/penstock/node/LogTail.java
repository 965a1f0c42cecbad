// SPDX-License-Identifier: Apache-2.0
package io.penstock.node;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * Keeps the end of this process's log in memory, so that it can be read through the API wherever the log itself goes.
 * An appender of {@code config/logback.xml}. Thread-safe.
 */
public final class LogTail extends OutputStreamAppender<ILoggingEvent> {
    /** What it is called in lists of logs. */
    public static final String NAME = "penstock.log";

    private static final int BYTES_MAX = 256 << 10;
    private static final Ring RING = new Ring(BYTES_MAX);

    /** The last lines, and when the last of them came (0: none yet). */
    public record Tail(byte[] bytes, long changedMs) {}

    /** The tail as it is; empty if the logging of this process does not use this appender. */
    public static Tail read() {
        return RING.read();
    }

    @Override
    public void start() {
        setOutputStream(RING);
        super.start();
    }

    /** The last bytes written; begins with a whole line. */
    static final class Ring extends OutputStream {
        private final byte[] bytes;
        private long written;
        private long changedMs;

        Ring(int bytesMax) {
            bytes = new byte[bytesMax];
        }

        @Override
        public synchronized void write(int b) {
            bytes[(int) (written++ % bytes.length)] = (byte) b;
        }

        @Override
        public synchronized void write(byte[] from, int offset, int length) {
            for (int i = Math.max(0, length - bytes.length); i < length; i++) write(from[offset + i]);
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

        /** The ring outlives a reconfiguration of the logging. */
        @Override
        public void close() {}
    }
}
