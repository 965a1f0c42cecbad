// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Vert.x socket by its internal interface, which takes and gives Netty's pooled buffers: the public one copies each
 * inbound buffer to the heap once more, at twice the processor time per byte.
 *
 * <p>Frames go to the channel from a queue of our own, many with one flush. Vert.x has such a queue too, but does not
 * release what is left in it when the connection closes.
 */
final class VertxFrameSocket implements FrameSocket {
    private static final Logger LOG = LoggerFactory.getLogger(VertxFrameSocket.class);

    private final NetSocketInternal socket;
    private final ChannelHandlerContext channel;
    private final Queue<ByteBuf> frames = new ConcurrentLinkedQueue<>();
    private final AtomicInteger queued = new AtomicInteger();

    VertxFrameSocket(NetSocket socket) {
        this.socket = (NetSocketInternal) socket;
        this.channel = this.socket.channelHandlerContext();
    }

    @Override
    public ByteBuf buffer(int bytes) {
        return PooledByteBufAllocator.DEFAULT.directBuffer(bytes, bytes);
    }

    @Override
    public void send(ByteBuf frame) {
        frames.add(frame);
        if (queued.getAndIncrement() > 0) return;
        try {
            channel.executor().execute(this::drain);
        } catch (RejectedExecutionException stopped) {
            queued.set(0);
            discard();
        }
    }

    /** On the event loop; a closed channel releases what it is given. */
    @SuppressWarnings("FutureReturnValueIgnored") // a connection that cannot be written to is closed, which is heard of
    private void drain() {
        int count = queued.get();
        do {
            for (int i = 0; i < count; i++) channel.write(next(), channel.voidPromise());
            channel.flush();
            count = queued.addAndGet(-count);
        } while (count > 0);
    }

    private void discard() {
        for (ByteBuf frame = frames.poll(); frame != null; frame = frames.poll()) frame.release();
    }

    /** A frame is added before it is counted, so a counted one is there. */
    private ByteBuf next() {
        ByteBuf frame = frames.poll();
        if (frame == null) throw new IllegalStateException("fewer frames than counted");
        return frame;
    }

    @Override
    public void listen(Listener listener) {
        socket.messageHandler(message -> {
            ByteBuf bytes = (ByteBuf) message;
            try {
                listener.received(bytes);
            } finally {
                bytes.release();
            }
        });
        socket.exceptionHandler(cause -> LOG.debug("connection with {}: {}", remote(), cause.toString()));
        socket.closeHandler(end -> listener.closed());
    }

    /** After the frames that are queued, as far as they fit into the socket's buffer. */
    @Override
    public void close() {
        try {
            channel.executor().execute(socket::close);
        } catch (RejectedExecutionException stopped) {
            discard();
        }
    }

    @Override
    public String remote() {
        return String.valueOf(socket.remoteAddress());
    }
}
