// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.core.flow.Progress;
import io.penstock.core.flow.channel.Batch;
import io.penstock.core.flow.channel.InputLane;
import io.penstock.core.flow.channel.InputPort;
import io.penstock.core.flow.channel.Marker;
import io.penstock.core.flow.channel.Wakeable;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/** Reads all lanes to their end, and checks on the way that watermark, barrier and end come in their places. */
final class PortConsumer extends PortTask {
    private final InputPort port;
    private final Wakeable self;
    private final Consumer<Object> records;
    private final Queue<Integer> ready = new ConcurrentLinkedQueue<>();
    private final InputLane[] lanes;
    private final boolean[] barrier;
    private final long[] watermark;
    private int ended;
    volatile long received;
    volatile boolean paused;

    PortConsumer(InputPort port, Wakeable self, Consumer<Object> records) {
        this.port = port;
        this.self = self;
        this.records = records;
        this.lanes = new InputLane[port.lanes()];
        this.barrier = new boolean[port.lanes()];
        this.watermark = new long[port.lanes()];
    }

    @Override
    void attach() {
        port.attach(lane -> {
            ready.add(lane);
            self.wake();
        });
    }

    @Override
    Progress run() {
        if (paused) return Progress.NONE;
        Integer index = ready.poll();
        if (index == null) return Progress.NONE;
        if (lanes[index] == null) lanes[index] = port.lane(index);
        for (Batch batch = lanes[index].poll(); batch != null; batch = lanes[index].poll()) {
            take(index, batch);
            lanes[index].recycle(batch);
            if (ended == lanes.length) return Progress.DONE;
        }
        return Progress.SOME;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate")
    private void take(int index, Batch batch) {
        for (int i = 0; i < batch.size; i++) {
            if (batch.timestamps[i] <= watermark[index]) throw new AssertionError("late record");
            records.accept(batch.values[i]);
        }
        received += batch.size;
        if (batch.watermark != Long.MIN_VALUE) watermark[index] = batch.watermark;
        if (batch.marker instanceof Marker.Barrier b) {
            assertThat(b.checkpointId()).isEqualTo(7);
            assertThat(barrier[index]).isFalse();
            barrier[index] = true;
        } else if (batch.marker == Marker.EndOfInput.INSTANCE) {
            assertThat(barrier[index]).isTrue();
            ended++;
        }
    }
}
