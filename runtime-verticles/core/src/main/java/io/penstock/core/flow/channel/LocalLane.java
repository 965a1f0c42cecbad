// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.channel;

import java.lang.invoke.VarHandle;
import org.jctools.queues.MessagePassingQueue;
import org.jctools.queues.varhandle.SpscVarHandleArrayQueue;
import org.jctools.queues.varhandle.unpadded.SpscVarHandleUnpaddedArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * A channel inside one JVM: a single-producer single-consumer ring of batches, and a second one in which they come back
 * to be filled again.
 *
 * <p>The trap is the lost wake-up. A producer that finds the ring full raises {@code producerWaits} and tries once
 * more; a consumer that has taken a batch looks at the flag. A full fence between the write and the read on both sides
 * makes sure that at least one of them notices the other.
 *
 * <p>A batch comes back only so often, and then a new one takes its place. One that came back for ever would get into
 * the old generation, where G1 pays for each record put into it with a full fence (the record being new): a young one
 * costs nothing of that, and with it 512 records the allocation of a fraction of a byte each.
 */
final class LocalLane implements OutputLane, InputLane {
    private static final int RETURNS_MAX = 64;

    private final LocalInput input;
    private final int producer;
    private final MessagePassingQueue<Batch> ring;
    private final LaneShape shape;
    private volatile boolean producerWaits;

    /** Made when the first batch comes back, since on a wide edge many lanes never carry more than a marker. */
    private volatile @Nullable MessagePassingQueue<Batch> returned;

    LocalLane(LocalInput input, int producer, LaneShape shape) {
        this.input = input;
        this.producer = producer;
        this.shape = shape;
        this.ring = ring(shape);
    }

    private static MessagePassingQueue<Batch> ring(LaneShape shape) {
        return shape.padded()
                ? new SpscVarHandleArrayQueue<>(shape.laneCapacity())
                : new SpscVarHandleUnpaddedArrayQueue<>(shape.laneCapacity());
    }

    @Override
    public boolean offer(Batch batch) {
        if (!ring.offer(batch)) {
            producerWaits = true;
            VarHandle.fullFence();
            if (!ring.offer(batch)) return false;
            producerWaits = false;
        }
        VarHandle.fullFence();
        input.ready(producer);
        return true;
    }

    @Override
    public @Nullable Batch recycled() {
        MessagePassingQueue<Batch> back = returned;
        return back == null ? null : back.poll();
    }

    @Override
    public boolean isAttached() {
        return input.isAttached();
    }

    @Override
    public @Nullable Batch poll() {
        Batch batch = ring.poll();
        if (batch == null) return null;
        VarHandle.fullFence();
        if (producerWaits) {
            producerWaits = false;
            input.wakeProducer(producer);
        }
        return batch;
    }

    @Override
    public void recycle(Batch batch) {
        if (batch.capacity() == 0 || ++batch.returns > RETURNS_MAX) return;
        batch.clear();
        MessagePassingQueue<Batch> back = returned;
        if (back == null) returned = back = ring(shape);
        back.offer(batch);
    }

    /** Batches in it, about. From any thread. */
    int queued() {
        return ring.size();
    }

    @Override
    public boolean mayHaveMore() {
        return !ring.isEmpty();
    }
}
