// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange.net;

import io.netty.buffer.ByteBuf;
import io.penstock.exchange.wire.WireFormatException;

/** Cuts a stream of bytes into frames, copying each payload once, straight into the array that its receiver keeps. */
final class FrameParser {
    private static final byte[] EMPTY = {};

    private final Handler handler;
    private final byte[] header = new byte[FrameType.HEADER_BYTES];
    private int headerBytes;
    private byte[] payload = EMPTY;
    private int payloadBytes;
    private int dataBytesMax = FrameType.FRAME_BYTES_MAX;
    private int controlBytesMax = FrameType.CONTROL_BYTES_MAX;

    /** Hears of whole frames. */
    interface Handler {
        void frame(int type, int subscription, int lane, byte[] payload);
    }

    FrameParser(Handler handler) {
        this.handler = handler;
    }

    /** From the next frame on, none of that kind may be larger: what a stranger claims is not made room for. */
    void limit(int dataBytes, int controlBytes) {
        dataBytesMax = dataBytes;
        controlBytesMax = controlBytes;
    }

    /**
     * Takes all there is in the buffer.
     *
     * @throws WireFormatException if it is not frames
     */
    void feed(ByteBuf in) {
        while (in.isReadable()) {
            if (headerBytes < header.length) {
                int count = Math.min(in.readableBytes(), header.length - headerBytes);
                in.readBytes(header, headerBytes, count);
                headerBytes += count;
                if (headerBytes < header.length) return;
                payload = newPayload();
                payloadBytes = 0;
            }
            int count = Math.min(in.readableBytes(), payload.length - payloadBytes);
            in.readBytes(payload, payloadBytes, count);
            payloadBytes += count;
            if (payloadBytes == payload.length) deliver();
        }
    }

    private void deliver() {
        byte[] whole = payload;
        payload = EMPTY;
        headerBytes = 0;
        handler.frame(header[4], intAt(5), intAt(9), whole);
    }

    private byte[] newPayload() {
        int length = intAt(0) - (FrameType.HEADER_BYTES - 4);
        int max = header[4] == FrameType.DATA ? dataBytesMax : controlBytesMax;
        if (length < 0 || length > max) throw new WireFormatException("a frame claims a length of " + length);
        return length == 0 ? EMPTY : new byte[length];
    }

    private int intAt(int at) {
        return header[at] & 0xff | (header[at + 1] & 0xff) << 8 | (header[at + 2] & 0xff) << 16 | header[at + 3] << 24;
    }

    /** Starts a frame with its header; the payload follows. */
    static ByteBuf begin(FrameSocket socket, int type, int subscription, int lane, int payloadBytes) {
        ByteBuf frame = socket.buffer(FrameType.HEADER_BYTES + payloadBytes);
        frame.writeIntLE(FrameType.HEADER_BYTES - 4 + payloadBytes);
        frame.writeByte(type);
        frame.writeIntLE(subscription);
        frame.writeIntLE(lane);
        return frame;
    }
}
