// SPDX-License-Identifier: Apache-2.0
package io.penstock.benchmarks;

import io.penstock.api.function.RuntimeContext;
import io.penstock.api.sink.Sink;
import io.penstock.api.sink.SinkWriter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Tells a driver by datagrams that results flow: each subtask its number and attempt, every few milliseconds while it
 * gets any.
 */
record Beacon<T>(int port) implements Sink<T> {
    private static final long EVERY_NS = 5_000_000;

    @Override
    public SinkWriter<T> createWriter(RuntimeContext context) throws IOException {
        return new Writer<>(context.subtaskIndex(), context.attempt(), port);
    }

    private static final class Writer<T> implements SinkWriter<T> {
        private final DatagramChannel channel = DatagramChannel.open();
        private final InetSocketAddress driver;
        private final ByteBuffer message = ByteBuffer.allocate(8);
        private long sentNs = System.nanoTime() - EVERY_NS;

        Writer(int subtask, int attempt, int port) throws IOException {
            driver = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
            message.putInt(subtask).putInt(attempt);
        }

        @Override
        public void write(T value, long timestampMs) throws IOException {
            long nowNs = System.nanoTime();
            if (nowNs - sentNs < EVERY_NS) return;
            sentNs = nowNs;
            channel.send(message.flip(), driver);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /** The driver's end: when each subtask was first heard in its latest attempt. */
    static final class Listener implements AutoCloseable {
        private final DatagramChannel channel;
        private final Map<Integer, Integer> attempts = new ConcurrentHashMap<>();
        private final Map<Integer, Long> firstNs = new ConcurrentHashMap<>();
        private final Map<Integer, Long> lastNs = new ConcurrentHashMap<>();
        private final AtomicLong longestGapNs = new AtomicLong();
        private final AtomicLong longestSilenceNs = new AtomicLong();
        private volatile long anyNs = -1;

        Listener() throws IOException {
            channel = DatagramChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            Thread thread = new Thread(this::listen, "beacon");
            thread.setDaemon(true);
            thread.start();
        }

        int port() throws IOException {
            return ((InetSocketAddress) channel.getLocalAddress()).getPort();
        }

        private void listen() {
            ByteBuffer message = ByteBuffer.allocate(8);
            try {
                while (true) {
                    message.clear();
                    channel.receive(message);
                    heard(message.flip().getInt(), message.getInt(), System.nanoTime());
                }
            } catch (java.nio.channels.ClosedChannelException end) {
                return;
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        private void heard(int subtask, int attempt, long nowNs) {
            if (anyNs >= 0) longestSilenceNs.accumulateAndGet(nowNs - anyNs, Math::max);
            anyNs = nowNs;
            Long beforeNs = lastNs.put(subtask, nowNs);
            if (beforeNs != null) longestGapNs.accumulateAndGet(nowNs - beforeNs, Math::max);
            if (attempts.getOrDefault(subtask, 0) >= attempt) return;
            firstNs.put(subtask, nowNs);
            attempts.put(subtask, attempt);
        }

        /** The longest time for which any subtask was silent, since this was last asked. */
        long longestGapNs() {
            return longestGapNs.getAndSet(0);
        }

        /** The longest time for which all subtasks were silent, since this was last asked. */
        long longestSilenceNs() {
            return longestSilenceNs.getAndSet(0);
        }

        /** The latest attempt heard of each subtask. */
        Map<Integer, Integer> attempts() {
            return new HashMap<>(attempts);
        }

        /** When the last of the subtasks was heard in a later attempt than before; -1 if not all were. */
        long allSinceNs(Map<Integer, Integer> before) {
            long latest = -1;
            for (Map.Entry<Integer, Integer> subtask : before.entrySet()) {
                if (attempts.getOrDefault(subtask.getKey(), 0) <= subtask.getValue()) return -1;
                latest = Math.max(latest, firstNs.getOrDefault(subtask.getKey(), -1L));
            }
            return latest;
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
