// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange;

import io.penstock.core.flow.channel.Batch;
import io.penstock.exchange.wire.FrameCodec;
import io.penstock.exchange.wire.WireBuffer;

/**
 * Turns a producer's batches into frames: one each, or several for a batch of giant records, so that one channel does
 * not hold up the others on its connection. One per task and edge; used by the task's thread.
 */
final class FrameWriter {
    /** A batch beyond this is cut, in bytes; far above the 32 KiB that a batch usually takes. */
    private static final int CUT_BYTES = 1 << 20;

    private final FrameCodec codec;
    private final ByteCount written = new ByteCount();
    private final WireBuffer out = new WireBuffer(4 << 10);

    FrameWriter(FrameCodec codec) {
        this.codec = codec;
    }

    /** Takes the frames of a batch, in order. */
    interface Sink {
        void frame(byte[] bytes, int from, int to);
    }

    void write(Batch batch, Sink sink) {
        codec.write(out.clear(), batch);
        if (out.position() <= CUT_BYTES || batch.size <= 1) {
            written.add(out.position());
            sink.frame(out.array(), 0, out.position());
            return;
        }
        int pieces = Math.min(batch.size, out.position() / (CUT_BYTES / 2) + 1);
        for (int i = 0; i < pieces; i++) {
            int from = (int) ((long) batch.size * i / pieces);
            int to = (int) ((long) batch.size * (i + 1) / pieces);
            write(piece(batch, from, to), sink);
        }
    }

    /** Bytes of all frames so far. From any thread. */
    long bytes() {
        return written.sum();
    }

    /** Records {@code [from, to)}; watermark and marker go with the last of them. */
    private static Batch piece(Batch batch, int from, int to) {
        Batch piece = new Batch(to - from);
        System.arraycopy(batch.values, from, piece.values, 0, to - from);
        System.arraycopy(batch.timestamps, from, piece.timestamps, 0, to - from);
        piece.size = to - from;
        if (to == batch.size) {
            piece.watermark = batch.watermark;
            piece.marker = batch.marker;
        }
        return piece;
    }
}
