// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow;

import io.penstock.core.flow.channel.Marker;
import org.jspecify.annotations.Nullable;

/**
 * Waits until the barrier of a checkpoint has come through every lane that has not ended. A later checkpoint's barrier
 * gives up the earlier one.
 */
final class BarrierAlignment {
    /** No checkpoint. */
    static final long NONE = -1;

    private final InputGate gate;
    private final WatermarkMerge lanes;
    private long latestId = NONE;
    private Marker.@Nullable Barrier latest;
    private boolean aligning;
    private int arrived;

    BarrierAlignment(InputGate gate, WatermarkMerge lanes) {
        this.gate = gate;
        this.lanes = lanes;
    }

    /**
     * A barrier has come through a lane, which is blocked until all have it; so a lane that has arrived cannot end
     * meanwhile. Answers whether it is the checkpoint's first.
     */
    boolean onBarrier(int lane, Marker.Barrier barrier) {
        long checkpointId = barrier.checkpointId();
        if (checkpointId < latestId || (checkpointId == latestId && !aligning)) return false;
        boolean first = checkpointId > latestId;
        if (first) {
            release();
            latestId = checkpointId;
            latest = barrier;
            aligning = true;
        }
        arrived++;
        gate.block(lane);
        return first;
    }

    /** Waits no more for barriers of that checkpoint and earlier ones. */
    void abort(long checkpointId) {
        if (checkpointId < latestId) return;
        latestId = checkpointId;
        release();
    }

    /** The barrier that has come through all lanes, which flow again from now on; null if there is none. */
    Marker.@Nullable Barrier takeCompleted() {
        if (!aligning || arrived + lanes.ended() < gate.lanes()) return null;
        release();
        return latest;
    }

    private void release() {
        aligning = false;
        arrived = 0;
        gate.unblockAll();
    }
}
