// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange.net;

/** A subscription as its consumer sees it. Thread-safe. */
public interface ClientSubscription {
    /** Lets {@code count} more frames come through a lane. */
    void credit(int lane, int count);

    /** The consumer is gone; nothing is received any more. Idempotent. */
    void close();
}
