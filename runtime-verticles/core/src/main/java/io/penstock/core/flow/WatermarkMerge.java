// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow;

import java.util.Arrays;

/**
 * The watermark of a task with several input lanes: the least of those that are neither idle nor ended. It never goes
 * back. The lanes that stand at the least value are counted, so that the others are looked through only when the last
 * of them has moved on.
 */
final class WatermarkMerge {
    private static final byte ACTIVE = 0;
    private static final byte IDLE = 1;
    private static final byte ENDED = 2;

    private final int lanes;
    private long[] watermarksMs = {};
    private byte[] states = {};
    private int active;
    private int ended;
    private long leastMs = Long.MIN_VALUE;
    private int lanesAtLeast;
    private long mergedMs = Long.MIN_VALUE;

    WatermarkMerge(int lanes) {
        this.lanes = lanes;
        this.active = lanes;
    }

    /** The merged watermark; {@code Long.MAX_VALUE} when all lanes have ended. */
    long mergedMs() {
        return mergedMs;
    }

    /** Whether all lanes that have not ended are idle. */
    boolean isIdle() {
        return active == 0 && ended < lanes;
    }

    boolean allEnded() {
        return ended == lanes;
    }

    /** Takes a lane's watermark; answers whether the merged one has advanced. */
    boolean advance(int lane, long watermarkMs) {
        allocate();
        long old = watermarksMs[lane];
        if (watermarkMs <= old || states[lane] == ENDED) return false;
        watermarksMs[lane] = watermarkMs;
        if (states[lane] == IDLE || old != leastMs || --lanesAtLeast > 0) return false;
        return merge();
    }

    /** Takes a lane's activity; answers whether the merged watermark has advanced. */
    boolean setIdle(int lane, boolean idle) {
        allocate();
        byte next = idle ? IDLE : ACTIVE;
        if (states[lane] == next || states[lane] == ENDED) return false;
        states[lane] = next;
        active += idle ? -1 : 1;
        return merge();
    }

    /** Takes a lane's end; answers whether the merged watermark has advanced. */
    boolean end(int lane) {
        allocate();
        if (states[lane] == ENDED) return false;
        if (states[lane] == ACTIVE) active--;
        states[lane] = ENDED;
        ended++;
        return merge();
    }

    /** Number of lanes that have ended. */
    int ended() {
        return ended;
    }

    private void allocate() {
        if (watermarksMs.length == lanes) return;
        watermarksMs = new long[lanes];
        states = new byte[lanes];
        Arrays.fill(watermarksMs, Long.MIN_VALUE);
        lanesAtLeast = lanes;
    }

    private boolean merge() {
        leastMs = Long.MAX_VALUE;
        lanesAtLeast = 0;
        for (int lane = 0; lane < lanes; lane++) {
            if (states[lane] != ACTIVE || watermarksMs[lane] > leastMs) continue;
            if (watermarksMs[lane] < leastMs) lanesAtLeast = 0;
            leastMs = watermarksMs[lane];
            lanesAtLeast++;
        }
        long candidate = active > 0 ? leastMs : ended == lanes ? Long.MAX_VALUE : mergedMs;
        if (candidate <= mergedMs) return false;
        mergedMs = candidate;
        return true;
    }
}
