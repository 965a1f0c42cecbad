// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.graph;

/** How an edge connects producer and consumer subtasks. */
public enum ExchangePattern {
    /** i to i. */
    FORWARD(false),
    /** Each producer to a contiguous share of consumers (or the reverse). */
    RESCALE(false),
    /** All to all, by key group. */
    HASH(true),
    /** All to all, in turn. */
    REBALANCE(true),
    /** All to all, at random. */
    SHUFFLE(true),
    /** All to all, every record to each. */
    BROADCAST(true),
    /** All to all, by the user's partitioner. */
    CUSTOM(true);

    /** Whether every producer subtask has a channel to every consumer subtask. */
    public final boolean allToAll;

    ExchangePattern(boolean allToAll) {
        this.allToAll = allToAll;
    }
}
