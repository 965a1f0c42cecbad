// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange.net;

import io.netty.buffer.ByteBuf;
import io.penstock.exchange.wire.WireBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A consumer's subscription as the producers' worker sees it. Outlets come into being when a producer has something to
 * send. Thread-safe.
 */
public final class ServerSubscription {
    private final Subscribe request;
    private final FrameSocket socket;
    private final int id;
    private final String peer;
    private final AtomicReferenceArray<@Nullable Outlet> outlets;
    private volatile boolean cancelled;
    private volatile @Nullable String lostReason;

    ServerSubscription(Subscribe request, FrameSocket socket, int id, String peer) {
        this.request = request;
        this.socket = socket;
        this.id = id;
        this.peer = peer;
        this.outlets = new AtomicReferenceArray<>(request.lanes());
    }

    /** What the consumer asked for. */
    public Subscribe request() {
        return request;
    }

    String peer() {
        return peer;
    }

    /** The lane of that attempt of a producer, or -1 if the consumer wants another attempt or none. */
    public int laneOf(int producer, int attempt) {
        int lane = Arrays.binarySearch(request.producers(), producer);
        return lane >= 0 && request.attempts()[lane] == attempt ? lane : -1;
    }

    /**
     * Opens a lane for sending. Once per lane.
     *
     * @param onCredit called on the event loop when there is credit after a refusal, or when the connection is lost;
     *     may be called for nothing
     */
    public Outlet open(int lane, Runnable onCredit) {
        Outlet outlet = new Outlet(this, lane, request.credits(), onCredit);
        outlets.set(lane, outlet);
        String reason = lostReason;
        if (reason != null) outlet.lost(reason);
        return outlet;
    }

    /** Tells the consumer that a lane will not be served. */
    public void refuse(int lane, Refusal refusal, String reason) {
        WireBuffer text = new WireBuffer(64);
        text.putByte(refusal.ordinal());
        text.putString(reason);
        ByteBuf frame = FrameParser.begin(socket, FrameType.REFUSE, id, lane, text.position());
        frame.writeBytes(text.array(), 0, text.position());
        socket.send(frame);
    }

    /** Whether the consumer is gone: nothing it asked for need be served. */
    public boolean isOver() {
        return cancelled || lostReason != null;
    }

    boolean isCancelled() {
        return cancelled;
    }

    /** Whether something was opened on the lane. */
    public boolean isOpen(int lane) {
        return outlets.get(lane) != null;
    }

    void send(int lane, byte[] bytes, int from, int to) {
        ByteBuf frame = FrameParser.begin(socket, FrameType.DATA, id, lane, to - from);
        frame.writeBytes(bytes, from, to - from);
        socket.send(frame);
    }

    void credit(int lane, int count) {
        Outlet outlet = lane >= 0 && lane < outlets.length() ? outlets.get(lane) : null;
        if (outlet != null) outlet.addCredit(count);
    }

    /**
     * The consumer has gone by itself: its producers keep what they have, and stand still unless they are cancelled
     * too.
     */
    void cancel() {
        cancelled = true;
    }

    void lost(String reason) {
        lostReason = reason;
        for (int i = 0; i < outlets.length(); i++) {
            Outlet outlet = outlets.get(i);
            if (outlet != null) outlet.lost(reason);
        }
    }
}
