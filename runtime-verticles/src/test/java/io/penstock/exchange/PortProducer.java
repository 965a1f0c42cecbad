// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange;

import io.penstock.core.flow.Progress;
import io.penstock.core.flow.channel.Batch;
import io.penstock.core.flow.channel.Marker;
import io.penstock.core.flow.channel.OutputLane;
import io.penstock.core.flow.channel.OutputPort;
import io.penstock.core.flow.channel.Wakeable;
import java.util.ArrayDeque;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;

/**
 * Sends records 0, 1, 2, ... of a function, each to the target another function names; a barrier in the middle; then
 * the end.
 */
final class PortProducer extends PortTask {
    private final OutputPort port;
    private final Wakeable self;
    private final int records;
    private final IntFunction<Object> record;
    private final ToIntFunction<Object> target;
    private final Batch[] current;
    private final OutputLane[] lanes;
    private final ArrayDeque<Batch>[] overflow;
    private int next;
    private int overflowing;
    private boolean ended;

    @SuppressWarnings({"unchecked", "rawtypes"})
    PortProducer(
            OutputPort port, Wakeable self, int records, IntFunction<Object> record, ToIntFunction<Object> target) {
        this.port = port;
        this.self = self;
        this.records = records;
        this.record = record;
        this.target = target;
        this.current = new Batch[port.targets()];
        this.lanes = new OutputLane[port.targets()];
        this.overflow = new ArrayDeque[port.targets()];
        for (int i = 0; i < overflow.length; i++) overflow[i] = new ArrayDeque<>();
    }

    @Override
    void attach() {
        port.attach(self);
        for (int i = 0; i < lanes.length; i++) lanes[i] = port.lane(i);
    }

    @Override
    Progress run() {
        if (!drain()) return Progress.NONE;
        if (ended) return Progress.DONE;
        for (int i = 0; i < 100 && next < records; i++, next++) {
            if (next == records / 2) mark(new Marker.Barrier(7));
            Object value = record.apply(next);
            int to = Math.floorMod(target.applyAsInt(value), lanes.length);
            Batch batch = batch(to);
            batch.add(value, 1_000 + next);
            if (batch.isFull()) send(to, batch);
        }
        if (next == records) {
            mark(Marker.EndOfInput.INSTANCE);
            ended = true;
        }
        return Progress.SOME;
    }

    private Batch batch(int to) {
        if (current[to] != null) return current[to];
        Batch batch = lanes[to].recycled();
        return current[to] = batch != null ? batch : new Batch(port.batchCapacity());
    }

    private void mark(Marker marker) {
        for (int to = 0; to < lanes.length; to++) {
            Batch batch = batch(to);
            batch.watermark = 999L + next;
            batch.marker = marker;
            send(to, batch);
        }
    }

    private void send(int to, Batch batch) {
        current[to] = null;
        if (overflow[to].isEmpty() && lanes[to].offer(batch)) return;
        overflow[to].add(batch);
        overflowing++;
    }

    private boolean drain() {
        for (int to = 0; overflowing > 0 && to < lanes.length; to++) {
            while (!overflow[to].isEmpty() && lanes[to].offer(overflow[to].peek())) {
                overflow[to].poll();
                overflowing--;
            }
        }
        return overflowing == 0;
    }
}
