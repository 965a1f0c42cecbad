// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange.net;

/** A channel between two workers is gone; what was on its way may be lost. */
public final class ChannelLostException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient ChannelKey channel;
    private final String peer;

    /** The channel to or from {@code peer} is gone, and why. */
    public ChannelLostException(ChannelKey channel, String peer, String reason) {
        super("channel " + channel + " with " + peer + " is lost: " + reason);
        this.channel = channel;
        this.peer = peer;
    }

    /** Which channel. */
    public ChannelKey channel() {
        return channel;
    }

    /** The worker at its other end: node id and address. */
    public String peer() {
        return peer;
    }
}
