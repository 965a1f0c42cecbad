// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.channel;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The channels of one edge between subtasks of one JVM. Rows and lanes are made when first used: an idle edge of 1,000
 * x 1,000 subtasks costs two arrays of 1,000 references. Thread-safe; each lane has one producer and one consumer
 * thread at a time.
 *
 * <p>Belongs to one set of attempts. When a task is tried again, its old lanes are dropped first:
 * {@link #releaseProducer}, {@link #releaseConsumer}.
 */
public final class LocalExchange {
    private final int producers;
    private final LaneShape shape;
    private final AtomicReferenceArray<@Nullable Wakeable> wakeables;
    private final AtomicReferenceArray<@Nullable LocalInput> inputs;

    /** An edge between that many producer and consumer subtasks, with channels of a shape of its own choice. */
    public LocalExchange(int producers, int consumers) {
        this(producers, consumers, LaneShape.forFanOut(Math.max(producers, consumers)));
    }

    /** An edge between that many producer and consumer subtasks. */
    public LocalExchange(int producers, int consumers, LaneShape shape) {
        this.producers = producers;
        this.shape = shape;
        this.wakeables = new AtomicReferenceArray<>(producers);
        this.inputs = new AtomicReferenceArray<>(consumers);
    }

    /** The port of a producer to the consumers {@code [first, first + count)}. */
    public OutputPort output(int producer, int firstConsumer, int count) {
        return new LocalOutput(producer, firstConsumer, count);
    }

    /** The port of a consumer from the producers {@code [first, first + count)}. */
    public InputPort input(int consumer, int firstProducer, int count) {
        return new LocalInputRange(inputOf(consumer), firstProducer, count);
    }

    /** The lane from a producer to a consumer, for ports that mix local and remote channels. */
    public OutputLane outputLane(int producer, int consumer) {
        return inputOf(consumer).lane(producer);
    }

    /** The shape of its channels. */
    public LaneShape shape() {
        return shape;
    }

    /** Says whom to wake when a lane of that producer has room again. */
    public void attachProducer(int producer, Wakeable wakeable) {
        wakeables.set(producer, wakeable);
    }

    /** Drops what a cancelled or failed producer has sent and nobody has read. */
    public void releaseProducer(int producer) {
        wakeables.set(producer, null);
        for (int i = 0; i < inputs.length(); i++) {
            LocalInput input = inputs.get(i);
            if (input != null) input.drop(producer);
        }
    }

    /** Drops the lanes of a consumer that has ended. */
    public void releaseConsumer(int consumer) {
        inputs.set(consumer, null);
    }

    void wakeProducer(int producer) {
        Wakeable wakeable = wakeables.get(producer);
        if (wakeable != null) wakeable.wake();
    }

    private LocalInput inputOf(int consumer) {
        LocalInput input = inputs.get(consumer);
        if (input != null) return input;
        LocalInput made = new LocalInput(this, producers);
        LocalInput raced = inputs.compareAndExchange(consumer, null, made);
        return raced == null ? made : raced;
    }

    private final class LocalOutput implements OutputPort {
        private final int producer;
        private final int first;
        private final int count;

        LocalOutput(int producer, int first, int count) {
            this.producer = producer;
            this.first = first;
            this.count = count;
        }

        @Override
        public int targets() {
            return count;
        }

        @Override
        public OutputLane lane(int target) {
            return outputLane(producer, first + target);
        }

        @Override
        public int batchCapacity() {
            return shape.batchCapacity();
        }

        @Override
        public void attach(Wakeable wakeable) {
            attachProducer(producer, wakeable);
        }
    }

    private record LocalInputRange(LocalInput input, int first, int count) implements InputPort {
        @Override
        public int lanes() {
            return count;
        }

        @Override
        public InputLane lane(int index) {
            return input.lane(first + index);
        }

        @Override
        public void attach(ReadyListener listener) {
            input.attach(first, listener);
        }

        @Override
        public int queuedPercent() {
            return input.queuedPercent(first, count);
        }
    }
}
