// SPDX-License-Identifier: Apache-2.0
package io.penstock.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Many dashboards and many questions a second from one thread, which does as little as it can: it shares the processors
 * with the node that is measured. Questions are asked when they are due, however long answers take, so a slow node
 * cannot make its own load lighter. Not thread-safe.
 */
final class LoadClient implements AutoCloseable {
    private static final int CONNECTIONS = 20;
    private static final int BUFFER_BYTES = 64 << 10;
    private static final byte[] LENGTH = "content-length: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HEAD_END = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] OK = "HTTP/1.1 200".getBytes(StandardCharsets.US_ASCII);
    private static final long LATENCY_US_MAX = TimeUnit.SECONDS.toMicros(60);

    private final Selector selector = Selector.open();
    private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final byte[] bytes = new byte[BUFFER_BYTES];
    private final List<Asking> asking = new ArrayList<>();
    private final Histogram latencyUs = new Histogram(LATENCY_US_MAX, 2);
    private long heardBytes;
    private long answers;

    /** What one phase came to. */
    record Result(long answers, double p50Ms, double p99Ms, double heardMb) {}

    /** A connection that asks; answers come in the order of the questions, one at a time. */
    private static final class Asking {
        private final SocketChannel channel;
        private final byte[] head = new byte[8 << 10];
        private int headBytes;
        private long bodyLeft = -1;
        private long askedNs = -1;

        Asking(SocketChannel channel) {
            this.channel = channel;
        }
    }

    /**
     * Connects.
     *
     * @param listeners connections that listen to {@code topics} and read all they get
     * @param asks whether there will be questions, too: a node closes connections without one
     */
    LoadClient(int port, int listeners, String topics, boolean asks) throws IOException {
        for (int i = 0; i < listeners; i++) {
            SocketChannel channel = connect(port);
            channel.write(request("/v1/live?" + topics, port));
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
        }
        for (int i = 0; asks && i < CONNECTIONS; i++) {
            SocketChannel channel = connect(port);
            channel.configureBlocking(false);
            Asking one = new Asking(channel);
            asking.add(one);
            channel.register(selector, SelectionKey.OP_READ, one);
        }
    }

    private static SocketChannel connect(int port) throws IOException {
        SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        return channel;
    }

    private static ByteBuffer request(String path, int port) {
        String text = "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n\r\n";
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Asks for the paths in turns, so many a second, for a time; 0 a second only listens. */
    Result run(int port, List<String> paths, int perSecond, long ms) throws IOException {
        latencyUs.reset();
        answers = 0;
        heardBytes = 0;
        List<ByteBuffer> requests =
                paths.stream().map(path -> request(path, port)).toList();
        long beginNs = System.nanoTime();
        long endNs = beginNs + TimeUnit.MILLISECONDS.toNanos(ms);
        long asked = 0;
        for (long now = beginNs; now < endNs; now = System.nanoTime()) {
            long due = perSecond * (now - beginNs) / 1_000_000_000L;
            for (Asking one : asking) {
                if (asked >= due) break;
                if (one.askedNs >= 0) continue;
                one.askedNs = beginNs + asked * 1_000_000_000L / perSecond;
                one.channel.write(
                        requests.get((int) (asked++ % requests.size())).duplicate());
            }
            selector.select(1);
            read();
        }
        return new Result(
                answers,
                latencyUs.getValueAtPercentile(50) / 1e3,
                latencyUs.getValueAtPercentile(99) / 1e3,
                heardBytes / 1e6);
    }

    private void read() throws IOException {
        for (SelectionKey key : selector.selectedKeys()) {
            SocketChannel channel = (SocketChannel) key.channel();
            in.clear();
            int count = channel.read(in);
            if (count < 0) throw new IOException("the node closed a connection");
            Asking one = (Asking) key.attachment();
            if (one == null) {
                heardBytes += count;
            } else {
                in.flip().get(bytes, 0, count);
                take(one, count);
            }
        }
        selector.selectedKeys().clear();
    }

    private void take(Asking one, int count) throws IOException {
        int at = 0;
        while (at < count) {
            if (one.bodyLeft < 0) {
                one.head[one.headBytes++] = bytes[at++];
                if (!endsWith(one, HEAD_END)) continue;
                one.bodyLeft = length(one);
                one.headBytes = 0;
            } else {
                long part = Math.min(one.bodyLeft, count - at);
                one.bodyLeft -= part;
                at += (int) part;
            }
            if (one.bodyLeft == 0) {
                one.bodyLeft = -1;
                answers++;
                latencyUs.recordValue(Math.min(LATENCY_US_MAX, (System.nanoTime() - one.askedNs) / 1_000));
                one.askedNs = -1;
            }
        }
    }

    private static boolean endsWith(Asking one, byte[] end) {
        return one.headBytes >= end.length && isAt(one.head, one.headBytes - end.length, end);
    }

    private static boolean isAt(byte[] text, int at, byte[] wanted) {
        for (int i = 0; i < wanted.length; i++) {
            byte lower = (byte)
                    (text[at + i] >= 'A' && text[at + i] <= 'Z' && wanted[i] >= 'a' ? text[at + i] + 32 : text[at + i]);
            if (lower != wanted[i]) return false;
        }
        return true;
    }

    private static long length(Asking one) throws IOException {
        if (!isAt(one.head, 0, OK)) {
            throw new IOException("answered " + new String(one.head, 0, one.headBytes, StandardCharsets.US_ASCII));
        }
        for (int at = 0; at + LENGTH.length < one.headBytes; at++) {
            if (!isAt(one.head, at, LENGTH)) continue;
            long length = 0;
            for (int i = at + LENGTH.length; one.head[i] >= '0' && one.head[i] <= '9'; i++) {
                length = 10 * length + one.head[i] - '0';
            }
            return length;
        }
        throw new IOException("an answer without a length");
    }

    @Override
    public void close() throws IOException {
        for (SelectionKey key : selector.keys()) key.channel().close();
        selector.close();
    }
}
