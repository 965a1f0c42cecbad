// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange.net;

import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The producer's end of one channel. Sends only with credit; a refusal is followed by a call of the credit listener
 * once there is some again. A batch that was cut into several frames may overdraw the credit, so a batch goes whole or
 * not at all.
 *
 * <p>Used by one producer thread at a time; credit and loss arrive on the event loop. The trap is the lost wake-up: the
 * producer raises {@code waiting} and looks at the credit again, the event loop adds credit and then looks at
 * {@code waiting}; a full fence on both sides.
 */
public final class Outlet {
    private final ServerSubscription subscription;
    private final int lane;
    private final AtomicInteger credits;
    private final Runnable onCredit;
    private volatile boolean waiting;
    private volatile @Nullable String lostReason;

    Outlet(ServerSubscription subscription, int lane, int credits, Runnable onCredit) {
        this.subscription = subscription;
        this.lane = lane;
        this.credits = new AtomicInteger(credits);
        this.onCredit = onCredit;
    }

    /**
     * Whether a frame may be sent now. After a false, the credit listener is called when that changes.
     *
     * @throws ChannelLostException if the connection is gone
     */
    public boolean hasCredit() {
        if (credits() > 0) return true;
        waiting = true;
        VarHandle.fullFence();
        if (credits() <= 0) return false;
        waiting = false;
        return true;
    }

    /**
     * Frames that may be sent now; not positive for none.
     *
     * @throws ChannelLostException if the connection is gone
     */
    public int credits() {
        String reason = lostReason;
        if (reason != null) {
            throw new ChannelLostException(subscription.request().key(lane), subscription.peer(), reason);
        }
        return subscription.isCancelled() ? 0 : credits.get();
    }

    /** Sends {@code bytes[from .. to)} as a frame, and takes a credit for it. */
    public void send(byte[] bytes, int from, int to) {
        credits.decrementAndGet();
        subscription.send(lane, bytes, from, to);
    }

    void addCredit(int count) {
        credits.addAndGet(count);
        VarHandle.fullFence();
        if (waiting) {
            waiting = false;
            onCredit.run();
        }
    }

    void lost(String reason) {
        lostReason = reason;
        onCredit.run();
    }
}
