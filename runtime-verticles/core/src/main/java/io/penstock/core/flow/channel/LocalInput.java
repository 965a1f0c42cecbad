// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.channel;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** All local lanes into one consumer subtask, and who hears that they are ready. */
final class LocalInput {
    private static final int LANES_SAMPLED_MAX = 64;

    private final LocalExchange exchange;
    private final int producers;
    private volatile @Nullable AtomicReferenceArray<@Nullable LocalLane> lanes;
    private volatile @Nullable Attachment attachment;

    private record Attachment(int firstProducer, ReadyListener listener) {}

    LocalInput(LocalExchange exchange, int producers) {
        this.exchange = exchange;
        this.producers = producers;
    }

    LocalLane lane(int producer) {
        AtomicReferenceArray<@Nullable LocalLane> row = row();
        LocalLane lane = row.get(producer);
        if (lane != null) return lane;
        LocalLane made = new LocalLane(this, producer, exchange.shape());
        LocalLane raced = row.compareAndExchange(producer, null, made);
        return raced == null ? made : raced;
    }

    private AtomicReferenceArray<@Nullable LocalLane> row() {
        AtomicReferenceArray<@Nullable LocalLane> row = lanes;
        if (row != null) return row;
        synchronized (this) {
            row = lanes;
            if (row == null) lanes = row = new AtomicReferenceArray<>(producers);
            return row;
        }
    }

    /**
     * The listener is published before the lanes are looked through, and a producer publishes its batch before it looks
     * for a listener: one of the two sees the other.
     */
    void attach(int firstProducer, ReadyListener listener) {
        attachment = new Attachment(firstProducer, listener);
        AtomicReferenceArray<@Nullable LocalLane> row = lanes;
        if (row == null) return;
        for (int i = firstProducer; i < producers; i++) {
            LocalLane lane = row.get(i);
            if (lane != null && lane.mayHaveMore()) listener.laneReady(i - firstProducer);
        }
    }

    /** Of a bounded number of lanes, since it is asked for on wide edges too. */
    int queuedPercent(int first, int count) {
        AtomicReferenceArray<@Nullable LocalLane> row = lanes;
        if (row == null) return 0;
        int queued = 0;
        int looked = 0;
        for (int i = first; i < first + Math.min(count, LANES_SAMPLED_MAX); i++) {
            LocalLane lane = row.get(i);
            if (lane == null) continue;
            queued += lane.queued();
            looked++;
        }
        return looked == 0
                ? 0
                : Math.min(100, 100 * queued / (looked * exchange.shape().laneCapacity()));
    }

    boolean isAttached() {
        return attachment != null;
    }

    void drop(int producer) {
        AtomicReferenceArray<@Nullable LocalLane> row = lanes;
        if (row != null) row.set(producer, null);
    }

    void ready(int producer) {
        Attachment to = attachment;
        if (to != null) to.listener.laneReady(producer - to.firstProducer);
    }

    void wakeProducer(int producer) {
        exchange.wakeProducer(producer);
    }
}
