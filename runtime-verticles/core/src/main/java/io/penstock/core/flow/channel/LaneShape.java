// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.channel;

/**
 * How much a channel may hold. Few channels hold at least 4,000 records each, since less collapses when another process
 * takes the core; where there are many, the sum over all channels is what must stay small.
 *
 * @param batchCapacity records per batch
 * @param laneCapacity batches per channel, a power of two of at least 4
 * @param padded whether a lane may spend a few cache lines to keep its two ends apart
 */
public record LaneShape(int batchCapacity, int laneCapacity, boolean padded) {
    private static final int BATCH_MAX = 512;
    private static final int BATCH_MIN = 8;
    private static final int BATCHES_MAX = 16;
    private static final int BATCHES_MIN = 4;
    private static final int FEW = 16;

    /** The shape for an edge whose wider side has that many subtasks. */
    public static LaneShape forFanOut(int subtasks) {
        int batch = Math.max(
                BATCH_MIN, Math.min(BATCH_MAX, Integer.highestOneBit(BATCH_MAX * FEW / Math.max(1, subtasks))));
        return subtasks <= FEW ? new LaneShape(batch, BATCHES_MAX, true) : new LaneShape(batch, BATCHES_MIN, false);
    }
}
