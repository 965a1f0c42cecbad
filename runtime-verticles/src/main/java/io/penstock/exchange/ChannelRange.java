// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange;

import io.penstock.core.graph.ExchangePattern;

/**
 * The contiguous subtasks at the other end of an edge that a subtask is connected to.
 *
 * @param first the first of them
 * @param count how many
 */
record ChannelRange(int first, int count) {
    /** The consumers that a producer feeds. */
    static ChannelRange ofProducer(ExchangePattern pattern, int producer, int producers, int consumers) {
        return of(pattern, producer, producers, consumers);
    }

    /** The producers that a consumer reads. */
    static ChannelRange ofConsumer(ExchangePattern pattern, int consumer, int producers, int consumers) {
        return of(pattern, consumer, consumers, producers);
    }

    /** The two directions are mirror images, so one rule answers both and they cannot disagree. */
    private static ChannelRange of(ExchangePattern pattern, int mine, int mySide, int otherSide) {
        if (pattern.allToAll) return new ChannelRange(0, otherSide);
        if (pattern == ExchangePattern.FORWARD) return new ChannelRange(mine, 1);
        if (mySide >= otherSide) return new ChannelRange((int) ((long) mine * otherSide / mySide), 1);
        int first = ceilDiv((long) mine * otherSide, mySide);
        return new ChannelRange(first, ceilDiv((long) (mine + 1) * otherSide, mySide) - first);
    }

    private static int ceilDiv(long dividend, int divisor) {
        return (int) ((dividend + divisor - 1) / divisor);
    }
}
