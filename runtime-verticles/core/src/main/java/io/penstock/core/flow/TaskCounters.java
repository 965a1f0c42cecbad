// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow;

/**
 * A task's totals, counted per batch. Each value is exact, but they need not be of the same instant.
 *
 * @param recordsIn records read from channels, or from the source
 * @param recordsOut records put into channels
 * @param batchesOut batches put into channels
 * @param lateRecords records that came too late for their window
 * @param watermark the current watermark, {@code Long.MIN_VALUE} before the first
 * @param backPressured whether it waits for room in a channel
 */
public record TaskCounters(
        long recordsIn, long recordsOut, long batchesOut, long lateRecords, long watermark, boolean backPressured) {}
