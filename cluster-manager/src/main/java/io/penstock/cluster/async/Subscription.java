// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.async;

/** One registered listener. Closing it twice is harmless; a hint already under way may still arrive afterwards. */
@FunctionalInterface
public interface Subscription extends AutoCloseable {
    /** Ends the subscription. Never blocks and never throws. */
    @Override
    void close();
}
