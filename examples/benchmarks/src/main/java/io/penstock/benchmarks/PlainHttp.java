// SPDX-License-Identifier: Apache-2.0
package io.penstock.benchmarks;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * HTTP over one kept connection, as little as measuring needs: the JDK's client costs more processor time than the node
 * that is measured, on the same cores and just while that starts. Not thread-safe.
 */
final class PlainHttp implements AutoCloseable {
    private static final int CONNECT_MS = 1_000;
    private static final String LENGTH = "content-length:";

    private final int port;
    private @Nullable Connection connection;

    PlainHttp(int port) {
        this.port = port;
    }

    int port() {
        return port;
    }

    /** An answer; {@code body} is text. */
    record Answer(int status, String body) {}

    /** Asks and waits for the answer. What goes wrong costs the connection; the next request opens another. */
    Answer send(String method, String path, String contentType, byte[] body) throws IOException {
        try {
            Connection open = connection;
            if (open == null) connection = open = Connection.to(port);
            var request = new ByteArrayOutputStream();
            String type = body.length == 0 ? "" : "Content-Type: " + contentType + "\r\n";
            String head = method + " " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n" + type
                    + "Content-Length: " + body.length + "\r\n\r\n";
            request.write(head.getBytes(StandardCharsets.ISO_8859_1));
            request.write(body);
            open.socket.getOutputStream().write(request.toByteArray());
            return open.answer();
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        Connection open = connection;
        connection = null;
        if (open != null) open.socket.close();
    }

    /** An open connection and what comes in through it. */
    private record Connection(Socket socket, InputStream in) {
        static Connection to(int port) throws IOException {
            var socket = new Socket();
            try {
                socket.setTcpNoDelay(true);
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MS);
                return new Connection(socket, new BufferedInputStream(socket.getInputStream()));
            } catch (IOException e) {
                socket.close();
                throw e;
            }
        }

        Answer answer() throws IOException {
            int status = Integer.parseInt(line().split(" ", 3)[1]);
            int length = 0;
            for (String header = line(); !header.isEmpty(); header = line()) {
                String lower = header.toLowerCase(Locale.ROOT);
                if (lower.startsWith(LENGTH))
                    length = Integer.parseInt(lower.substring(LENGTH.length()).trim());
            }
            byte[] body = in.readNBytes(length);
            if (body.length < length) throw new EOFException("the connection ended within an answer");
            return new Answer(status, new String(body, StandardCharsets.UTF_8));
        }

        private String line() throws IOException {
            var line = new StringBuilder();
            for (int c = in.read(); c != '\n'; c = in.read()) {
                if (c < 0) throw new EOFException("the connection ended");
                if (c != '\r') line.append((char) c);
            }
            return line.toString();
        }
    }
}
