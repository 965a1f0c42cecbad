// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange.net;

/** The consumer's end of the channels of one subscription. Called by one event loop at a time; must be quick. */
public interface FrameReceiver {
    /** A payload has come through a lane; it is the receiver's now. */
    void received(int lane, byte[] payload);

    /** The producer's worker will not serve a lane (any more). */
    void refused(int lane, Refusal refusal, String reason);

    /** The connection is gone, and with it every lane that has not ended. Nothing comes after this. */
    void lost(String peer, String reason);
}
