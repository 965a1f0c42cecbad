// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange.net;

import io.netty.buffer.ByteBuf;

/** The little that frames need of a connection; keeps the rest of this package apart from what carries it. */
interface FrameSocket {
    /** A buffer to write a frame of that many bytes to. */
    ByteBuf buffer(int bytes);

    /**
     * Sends a frame and releases it. From any thread; frames of one thread keep their order. After a close it does
     * nothing.
     */
    void send(ByteBuf frame);

    /**
     * Hands over what arrives and says when the connection is gone. Set once, on the event loop, before anything
     * arrives.
     */
    void listen(Listener listener);

    void close();

    /** Address of the other side. */
    String remote();

    /** What comes out of a connection, on its event loop. */
    interface Listener {
        /** Bytes have arrived; the listener does not keep the buffer. */
        void received(ByteBuf bytes);

        void closed();
    }
}
