// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.message;

/**
 * What has gone through one attempt so far, and how its time was spent. Busy is all time that is neither idle nor
 * back-pressured: waiting for a processor counts as busy.
 *
 * @param recordsIn records read from channels, or from the source
 * @param recordsOut records put into channels
 * @param bytesIn bytes read from other workers and from partition files; channels inside a JVM carry no bytes
 * @param bytesOut bytes written to them
 * @param lateRecords records that came too late for their window
 * @param watermarkMs {@code Long.MIN_VALUE} before the first
 * @param busyMs time it worked or waited for a processor
 * @param idleMs time it waited for input
 * @param backPressuredMs time it waited for room downstream
 * @param queuedPercent how full its input channels are
 */
public record TaskCounts(
        long recordsIn,
        long recordsOut,
        long bytesIn,
        long bytesOut,
        long lateRecords,
        long watermarkMs,
        long busyMs,
        long idleMs,
        long backPressuredMs,
        int queuedPercent) {
    /** Of nothing; a sum begins with it. */
    public static final TaskCounts NONE = new TaskCounts(0, 0, 0, 0, 0, Long.MAX_VALUE, 0, 0, 0, 0);

    /** Of both: sums, the lower watermark, the fuller queue. */
    public TaskCounts plus(TaskCounts other) {
        return new TaskCounts(
                recordsIn + other.recordsIn,
                recordsOut + other.recordsOut,
                bytesIn + other.bytesIn,
                bytesOut + other.bytesOut,
                lateRecords + other.lateRecords,
                Math.min(watermarkMs, other.watermarkMs),
                busyMs + other.busyMs,
                idleMs + other.idleMs,
                backPressuredMs + other.backPressuredMs,
                Math.max(queuedPercent, other.queuedPercent));
    }
}
