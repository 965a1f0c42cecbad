// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange;

import io.penstock.core.flow.channel.Batch;
import io.penstock.core.flow.channel.Marker;
import io.penstock.core.flow.channel.OutputLane;
import io.penstock.core.flow.channel.OutputPort;
import io.penstock.core.flow.channel.Wakeable;
import io.penstock.core.graph.SubtaskRange;
import io.penstock.core.message.JobId;
import io.penstock.core.message.PartitionId;
import io.penstock.exchange.partition.PartitionStore;
import io.penstock.exchange.partition.PartitionWriter;
import org.jspecify.annotations.Nullable;

/**
 * A producer subtask's end of a blocking edge: all its channels go to one partition file. The very last end of input is
 * accepted only when the file is whole, so a producer that is done has left a partition that can be read.
 */
final class PartitionOutput implements OutputPort {
    private final SubtaskRange consumers;
    private final int batchCapacity;
    private final FrameWriter frames;
    private final PartitionWriter file;
    private volatile Wakeable producer = () -> {};
    private int lanesEnded;

    PartitionOutput(
            PartitionStore store,
            JobId job,
            PartitionId id,
            SubtaskRange consumers,
            int batchCapacity,
            FrameWriter frames) {
        this.consumers = consumers;
        this.batchCapacity = batchCapacity;
        this.frames = frames;
        this.file = store.create(job, id, consumers.first(), consumers.size(), () -> producer.wake());
    }

    @Override
    public int targets() {
        return consumers.size();
    }

    @Override
    public OutputLane lane(int target) {
        return new Lane(target);
    }

    @Override
    public int batchCapacity() {
        return batchCapacity;
    }

    @Override
    public void attach(Wakeable wakeable) {
        producer = wakeable;
    }

    @Override
    public boolean encodes() {
        return true;
    }

    @Override
    public long bytes() {
        return frames.bytes();
    }

    /** Drops the file unless it is whole. */
    void abort() {
        file.abort();
    }

    private final class Lane implements OutputLane {
        private final int target;
        private boolean ended;
        private @Nullable Batch spare;

        Lane(int target) {
            this.target = target;
        }

        @Override
        public boolean offer(Batch batch) {
            if (!ended) {
                if (!file.hasRoom()) return false;
                frames.write(batch, (bytes, from, to) -> file.append(target, bytes, from, to));
                if (batch.marker == Marker.EndOfInput.INSTANCE) end();
            }
            if (ended && lanesEnded == consumers.size() && !file.isFinished()) return false;
            if (batch.capacity() > 0) {
                batch.clear();
                spare = batch;
            }
            return true;
        }

        private void end() {
            ended = true;
            if (++lanesEnded == consumers.size()) file.finish();
        }

        @Override
        public @Nullable Batch recycled() {
            Batch batch = spare;
            spare = null;
            return batch;
        }

        /** A file takes what it is given. */
        @Override
        public boolean isAttached() {
            return true;
        }
    }
}
