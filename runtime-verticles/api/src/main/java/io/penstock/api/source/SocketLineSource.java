// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.source;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Lines from a TCP server. A thread of its own reads the socket into a bounded queue, so that back-pressure reaches the
 * sender through TCP.
 */
record SocketLineSource(String host, int port) implements Source<String> {
    private static final int CONNECT_TIMEOUT_MS = 10_000;

    SocketLineSource {
        if (port < 1 || port > 65_535) throw new IllegalArgumentException("port must be 1 to 65535, not " + port);
    }

    @Override
    public boolean bounded() {
        return false;
    }

    @Override
    public int maxParallelism() {
        return 1;
    }

    @Override
    public SourceReader<String> createReader(SourceReaderContext context) {
        return new Reader(this, context);
    }

    private static final class Reader implements SourceReader<String> {
        private static final int LINES_MAX = 4096;

        private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(LINES_MAX);
        private final Socket socket = new Socket();
        private final SocketLineSource source;
        private final SourceReaderContext context;
        private final Thread thread;
        private volatile boolean ended;
        private volatile @Nullable IOException failure;

        Reader(SocketLineSource source, SourceReaderContext context) {
            this.source = source;
            this.context = context;
            this.thread = new Thread(this::read, "socket-lines " + source.host + ":" + source.port);
            thread.setDaemon(true);
            thread.start();
        }

        private void read() {
            try (socket) {
                socket.connect(new InetSocketAddress(source.host, source.port), CONNECT_TIMEOUT_MS);
                var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    lines.put(line);
                    context.wake();
                }
            } catch (IOException e) {
                failure = new IOException("lines from " + source.host + ":" + source.port + ": " + e.getMessage(), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                ended = true;
                context.wake();
            }
        }

        @Override
        public Status poll(SourceOutput<String> out, int recordsMax) throws IOException {
            boolean last = ended;
            for (int i = 0; i < recordsMax; i++) {
                String line = lines.poll();
                if (line == null) {
                    IOException failed = failure;
                    if (last && failed != null) throw failed;
                    return last ? Status.END : Status.IDLE;
                }
                out.emit(line);
            }
            return Status.MORE;
        }

        @Override
        public List<SplitPosition> snapshot() {
            return List.of();
        }

        @Override
        public void close() throws IOException {
            thread.interrupt();
            socket.close();
        }
    }
}
