// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange;

import io.penstock.core.flow.channel.Batch;
import io.penstock.core.flow.channel.InputLane;
import io.penstock.exchange.wire.FrameCodec;
import io.penstock.exchange.wire.WireBuffer;
import java.util.Queue;
import org.jctools.queues.varhandle.unpadded.SpscLinkedVarHandleUnpaddedQueue;
import org.jspecify.annotations.Nullable;

/**
 * The consumer's end of a channel that carries frames, from the network or a file. Frames are put in by one thread at a
 * time (an event loop, an I/O thread) and decoded when the task polls, on the task's thread. Holds no more than the
 * credit it has given.
 */
final class FrameInputLane implements InputLane {
    private final Queue<byte[]> frames = new SpscLinkedVarHandleUnpaddedQueue<>();
    private final FrameCodec codec;
    private final Credit credit;
    private final int creditUnit;
    private final ByteCount read;
    private final WireBuffer in = new WireBuffer(0);
    private @Nullable Batch spare;
    private int consumed;

    /** Whether the last frame is in; written by the thread that puts frames in. */
    private volatile boolean complete;

    private volatile @Nullable RuntimeException failure;

    /** Where consumed frames are paid back. */
    interface Credit {
        void give(int frames);
    }

    /**
     * @param window frames that may be under way; a quarter of it is paid back at a time
     * @param read counts the bytes of what is polled
     */
    FrameInputLane(FrameCodec codec, int window, ByteCount read, Credit credit) {
        this.codec = codec;
        this.read = read;
        this.credit = credit;
        this.creditUnit = Math.max(1, window / 4);
    }

    /** Takes a frame in. The caller then tells the consumer. */
    void put(byte[] frame) {
        if (FrameCodec.isLast(frame, 0)) complete = true;
        frames.add(frame);
    }

    /** Has the next poll throw, unless the channel is complete already: then nothing is missing. False if it is. */
    boolean fail(RuntimeException cause) {
        if (complete) return false;
        failure = cause;
        return true;
    }

    boolean isComplete() {
        return complete;
    }

    @Override
    public @Nullable Batch poll() {
        RuntimeException cause = failure;
        if (cause != null) throw cause;
        byte[] frame = frames.poll();
        if (frame == null) return null;
        read.add(frame.length);
        Batch into = spare;
        spare = null;
        Batch batch = codec.read(in.wrap(frame, 0, frame.length), into);
        if (++consumed >= creditUnit) {
            credit.give(consumed);
            consumed = 0;
        }
        return batch;
    }

    @Override
    public void recycle(Batch batch) {
        batch.clear();
        spare = batch;
    }
}
