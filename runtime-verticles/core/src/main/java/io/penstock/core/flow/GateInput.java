// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow;

import io.penstock.core.flow.channel.Batch;
import io.penstock.core.flow.channel.Marker;
import io.penstock.core.flow.channel.Marker.Activity;
import io.penstock.core.flow.operator.HeadOfChain;
import io.penstock.core.flow.operator.Operator;
import java.util.function.LongSupplier;

/** Input from channels: records in the order of each lane, watermarks merged over lanes, barriers aligned. */
final class GateInput implements TaskInput {
    private final InputGate gate;
    private final HeadOfChain head;
    private final Operator first;
    private final LongSupplier nowMs;
    private final AlignedListener onAligned;
    private final WatermarkMerge merge;
    private final BarrierAlignment alignment;
    private long aligningSinceMs;
    private boolean idle;
    private long records;

    /** Hears of barriers that have come through all lanes. */
    @FunctionalInterface
    interface AlignedListener {
        /** {@code sinceMs}: when the first lane brought it. */
        void onAligned(Marker.Barrier barrier, long sinceMs);
    }

    GateInput(InputGate gate, HeadOfChain head, Operator first, LongSupplier nowMs, AlignedListener onAligned) {
        this.gate = gate;
        this.head = head;
        this.first = first;
        this.nowMs = nowMs;
        this.onAligned = onAligned;
        this.merge = new WatermarkMerge(gate.lanes());
        this.alignment = new BarrierAlignment(gate, merge);
    }

    @Override
    public void attach() {
        gate.attach();
    }

    @Override
    public boolean run() {
        Batch batch = gate.poll();
        if (batch == null) return false;
        int lane = gate.lastLane();
        if (batch.size > 0) push(batch, lane);
        if (batch.watermark != Long.MIN_VALUE && merge.advance(lane, batch.watermark)) emitWatermark();
        Marker marker = batch.marker;
        gate.recycle(batch);
        if (marker != null) onMarker(marker, lane);
        return true;
    }

    private void push(Batch batch, int lane) {
        records += batch.size;
        if (gate.isRight(lane)) head.runRight(batch.values, batch.timestamps, batch.size);
        else head.run(batch.values, batch.timestamps, batch.size);
    }

    private void onMarker(Marker marker, int lane) {
        if (marker instanceof Marker.Barrier barrier) {
            if (alignment.onBarrier(lane, barrier)) aligningSinceMs = nowMs.getAsLong();
        } else if (marker == Marker.EndOfInput.INSTANCE) {
            if (merge.end(lane)) emitWatermark();
        } else if (merge.setIdle(lane, marker == Activity.IDLE)) {
            emitWatermark();
        }
        if (merge.isIdle() != idle && !merge.allEnded()) {
            idle = !idle;
            first.activity(idle ? Activity.IDLE : Activity.ACTIVE);
        }
        Marker.Barrier aligned = alignment.takeCompleted();
        if (aligned != null) onAligned.onAligned(aligned, aligningSinceMs);
    }

    /** The end of all lanes is not passed on as a watermark: it is the end of input, which the task announces. */
    private void emitWatermark() {
        if (!merge.allEnded()) first.watermark(merge.mergedMs());
    }

    @Override
    public void abortCheckpoint(long checkpointId) {
        alignment.abort(checkpointId);
    }

    @Override
    public boolean isEnded() {
        return merge.allEnded();
    }

    @Override
    public long records() {
        return records;
    }
}
