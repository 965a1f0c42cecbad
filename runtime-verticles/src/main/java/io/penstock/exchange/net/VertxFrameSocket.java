// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;

/**
 * A Vert.x socket by its internal interface, which takes and gives Netty's pooled buffers: the public one copies each
 * inbound buffer to the heap once more, at twice the processor time per byte.
 */
final class VertxFrameSocket implements FrameSocket {
    private final NetSocketInternal socket;

    VertxFrameSocket(NetSocket socket) {
        this.socket = (NetSocketInternal) socket;
    }

    @Override
    public ByteBuf buffer(int bytes) {
        return PooledByteBufAllocator.DEFAULT.directBuffer(bytes, bytes);
    }

    @Override
    public void send(ByteBuf frame) {
        socket.writeMessage(frame);
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
        socket.closeHandler(end -> listener.closed());
    }

    @Override
    public void close() {
        socket.close();
    }

    @Override
    public String remote() {
        return String.valueOf(socket.remoteAddress());
    }
}
