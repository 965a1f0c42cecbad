// SPDX-License-Identifier: Apache-2.0
package io.penstock.node;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.function.IntPredicate;

/** Sends bytes as they are, which no proper client would. */
record RawHttp(int port) {
    private static final int PATIENCE_MS = 15_000;

    /** What came back: a status, {@link #CLOSED} if the connection just ended, {@link #SILENT} if nothing came. */
    record Result(int status, String text) {
        static final int CLOSED = 0;
        static final int SILENT = -1;

        String head() {
            int end = text.indexOf("\r\n\r\n");
            return end < 0 ? text : text.substring(0, end);
        }
    }

    /** A request with a Host that is ours. */
    static String request(String line, String... headers) {
        StringBuilder text = new StringBuilder(line).append("\r\nHost: localhost\r\n");
        for (String header : headers) text.append(header).append("\r\n");
        return text.append("\r\n").toString();
    }

    Result send(String text) {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    Result send(byte[] bytes) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(PATIENCE_MS);
            socket.setTcpNoDelay(true);
            try {
                socket.getOutputStream().write(bytes);
                socket.getOutputStream().flush();
            } catch (SocketException e) {
                // the server may answer and close before all is sent
            }
            return read(socket);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /**
     * Whether the other side has closed it; says no after the socket's timeout, which is the pause between two bytes.
     */
    private static boolean isEnded(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    /** Sends a byte at a time until the server ends it; gives how long that took, in milliseconds. */
    long trickle(String start, IntPredicate goOn) throws InterruptedException {
        long begunNs = System.nanoTime();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20);
            socket.getOutputStream().write(start.getBytes(StandardCharsets.ISO_8859_1));
            for (int i = 0; goOn.test(i); i++) {
                socket.getOutputStream().write('a');
                socket.getOutputStream().flush();
                if (isEnded(socket)) break;
            }
        } catch (IOException e) {
            // cut off while writing
        }
        return (System.nanoTime() - begunNs) / 1_000_000;
    }

    private static Result read(Socket socket) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        InputStream in = socket.getInputStream();
        try {
            byte[] part = new byte[8192];
            for (int read = in.read(part); read >= 0; read = in.read(part)) {
                answer.write(part, 0, read);
                if (isWhole(answer)) break;
            }
        } catch (SocketTimeoutException e) {
            return new Result(Result.SILENT, answer.toString(StandardCharsets.ISO_8859_1));
        } catch (SocketException e) {
            // reset: what came before it counts
        }
        String text = answer.toString(StandardCharsets.ISO_8859_1);
        if (!text.startsWith("HTTP/")) return new Result(Result.CLOSED, text);
        return new Result(Integer.parseInt(text.substring(9, 12)), text);
    }

    /** Whether head and body are there, so that an open connection need not be waited for. */
    private static boolean isWhole(ByteArrayOutputStream answer) {
        String text = answer.toString(StandardCharsets.ISO_8859_1);
        int head = text.indexOf("\r\n\r\n");
        if (head < 0) return false;
        java.util.regex.Matcher length = java.util.regex.Pattern.compile("(?i)\r\ncontent-length: (\\d+)")
                .matcher(text.substring(0, head));
        return length.find() && text.length() >= head + 4 + Integer.parseInt(length.group(1));
    }
}
