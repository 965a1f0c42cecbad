// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange;

import io.penstock.core.flow.channel.ReadyListener;
import io.penstock.core.message.JobId;
import io.penstock.core.message.PartitionId;
import io.penstock.exchange.partition.PartitionMissingException;
import io.penstock.exchange.partition.PartitionReader;
import io.penstock.exchange.partition.PartitionStore;
import io.penstock.exchange.wire.FrameCodec;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A channel from a partition file on this worker: I/O threads read ahead as far as the credit goes, the task decodes.
 */
final class LocalPartitionLane implements PartitionReader.Sink {
    private final FrameInputLane lane;
    private final AtomicInteger credits;
    private final PartitionReader reader;
    private final ReadyListener listener;
    private final int index;
    private final Source source;

    /** Which partition, and for whom. */
    record Source(PartitionStore store, JobId job, PartitionId id, int consumer) {}

    LocalPartitionLane(Source source, FrameCodec codec, ByteCount read, int window, int index, ReadyListener listener) {
        this.source = source;
        this.index = index;
        this.listener = listener;
        this.credits = new AtomicInteger(window);
        this.reader = source.store().reader(source.job(), source.id(), source.consumer(), this);
        this.lane = new FrameInputLane(codec, window, read, this::credit);
    }

    FrameInputLane lane() {
        return lane;
    }

    void start() {
        reader.wake();
    }

    void close() {
        reader.close();
    }

    private void credit(int frames) {
        credits.addAndGet(frames);
        reader.wake();
    }

    @Override
    public boolean isReady() {
        return credits.get() > 0;
    }

    @Override
    public void frame(byte[] frame) {
        credits.decrementAndGet();
        lane.put(frame);
        listener.laneReady(index);
    }

    @Override
    public void end() {
        failed(new PartitionMissingException(source.job(), source.id(), "it has no end"));
    }

    @Override
    public void failed(PartitionMissingException cause) {
        if (lane.fail(cause)) listener.laneReady(index);
    }
}
