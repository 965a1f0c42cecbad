// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow;

import io.penstock.core.flow.channel.Batch;
import io.penstock.core.flow.channel.InputLane;
import io.penstock.core.flow.channel.OutputLane;
import io.penstock.core.flow.channel.Wakeable;
import java.util.ArrayDeque;

/** A channel for one thread that holds very little and wakes only when it must, so that forgotten wake-ups show. */
final class TightLane implements OutputLane, InputLane {
    private final ArrayDeque<Batch> batches = new ArrayDeque<>();
    private final ArrayDeque<Batch> returned = new ArrayDeque<>();
    private final int capacity;
    private boolean producerWaits;
    Wakeable producer = () -> {};
    Runnable ready = () -> {};

    TightLane(int capacity) {
        this.capacity = capacity;
    }

    @Override
    public boolean offer(Batch batch) {
        if (batches.size() >= capacity) {
            producerWaits = true;
            return false;
        }
        batches.add(batch);
        ready.run();
        return true;
    }

    @Override
    public Batch recycled() {
        return returned.poll();
    }

    @Override
    public boolean isAttached() {
        return true;
    }

    @Override
    public Batch poll() {
        Batch batch = batches.poll();
        if (batch != null && producerWaits) {
            producerWaits = false;
            producer.wake();
        }
        return batch;
    }

    @Override
    public boolean mayHaveMore() {
        return !batches.isEmpty();
    }

    @Override
    public void recycle(Batch batch) {
        if (batch.capacity() == 0) return;
        batch.clear();
        returned.add(batch);
    }

    boolean isEmpty() {
        return batches.isEmpty();
    }
}
