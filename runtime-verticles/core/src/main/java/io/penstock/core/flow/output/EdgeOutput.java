// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.output;

import io.penstock.core.flow.channel.Batch;
import io.penstock.core.flow.channel.Marker;
import io.penstock.core.flow.channel.OutputLane;
import io.penstock.core.flow.channel.OutputPort;
import io.penstock.core.flow.operator.Combiner;
import io.penstock.core.flow.operator.Operator;
import io.penstock.core.flow.operator.Specialization;
import io.penstock.core.program.OperatorSpec;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The producer's side of an edge. A subclass says in {@code accept} to which target a record goes; here are the
 * batches.
 *
 * <p>A batch is sent when it is full or flushed. What a lane refuses waits in that target's overflow, in order, and
 * everything for that target queues up behind it. A batch that is begun is never empty. Watermarks are fields of
 * batches and cost nothing while records flow; they get a batch of their own only at a flush. Lanes and batches are
 * made at first use.
 */
@SuppressWarnings("NullAway.Init")
public abstract class EdgeOutput extends Operator implements Combiner.Exchange {
    private static final int FEW_TARGETS = 16;

    private OutputPort port;
    private @Nullable Batch[] current;
    private @Nullable OutputLane @Nullable [] lanes;
    private long @Nullable [] sentWatermarksMs;
    private @Nullable ArrayDeque<Batch> @Nullable [] overflow;
    private int overflowing;
    private boolean unsent;
    private Marker.@Nullable Activity activity;
    private long records;
    private boolean ended;
    private long batches;

    /** Attaches to the lanes. */
    public void attach(OutputPort port) {
        this.port = port;
        this.current = new Batch[port.targets()];
    }

    @Override
    public void configure(OperatorSpec spec, Specialization specialization) {
        throw new IllegalStateException("nothing to configure");
    }

    /** With one target there is no choice. */
    @Override
    public void sendTo(Object key, Object value, long timestampMs) {
        if (targets() != 1) throw new IllegalStateException(this + " does not route by key");
        put(0, value, timestampMs);
    }

    @Override
    public final void endBatches() {
        flush(false);
    }

    /** Number of targets. */
    protected final int targets() {
        return current.length;
    }

    /** Puts a record into the target's batch. */
    protected final void put(int target, Object value, long timestampMs) {
        Batch batch = current[target];
        if (batch == null) batch = begin(target);
        int at = batch.size;
        batch.values[at] = value;
        batch.timestamps[at] = timestampMs;
        batch.size = ++at;
        if (at == batch.values.length) send(target, batch);
    }

    private Batch begin(int target) {
        Batch batch = lane(target).recycled();
        if (batch == null || batch.capacity() == 0) batch = new Batch(port.batchCapacity());
        current[target] = batch;
        unsent = true;
        return batch;
    }

    private OutputLane lane(int target) {
        @Nullable OutputLane[] known = lanes;
        if (known == null) lanes = known = new OutputLane[targets()];
        OutputLane lane = known[target];
        if (lane == null) known[target] = lane = port.lane(target);
        return lane;
    }

    private void send(int target, Batch batch) {
        current[target] = null;
        batch.watermark = newWatermark(target);
        records += batch.size;
        hand(target, batch);
    }

    private void hand(int target, Batch batch) {
        batches++;
        if (isOverflowing(target) || !lane(target).offer(batch))
            overflow(target).add(batch);
    }

    private long newWatermark(int target) {
        if (watermarkMs == Long.MIN_VALUE) return Long.MIN_VALUE;
        long[] sent = sentWatermarksMs;
        if (sent == null) {
            sentWatermarksMs = sent = new long[targets()];
            Arrays.fill(sent, Long.MIN_VALUE);
        }
        if (sent[target] == watermarkMs) return Long.MIN_VALUE;
        sent[target] = watermarkMs;
        return watermarkMs;
    }

    private boolean owesWatermark(int target) {
        return watermarkMs != Long.MIN_VALUE && (sentWatermarksMs == null || sentWatermarksMs[target] != watermarkMs);
    }

    private boolean isOverflowing(int target) {
        if (overflowing == 0 || overflow == null) return false;
        ArrayDeque<Batch> queue = overflow[target];
        return queue != null && !queue.isEmpty();
    }

    private ArrayDeque<Batch> overflow(int target) {
        @Nullable ArrayDeque<Batch>[] queues = overflow;
        if (queues == null) overflow = queues = queues(targets());
        ArrayDeque<Batch> queue = queues[target];
        if (queue == null) queues[target] = queue = new ArrayDeque<>();
        overflowing++;
        return queue;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
    private static @Nullable ArrayDeque<Batch>[] queues(int count) {
        return new ArrayDeque[count];
    }

    /** Whether nothing waits for room in a lane. */
    public final boolean isDrained() {
        return overflowing == 0;
    }

    /** Whether there is anything for {@link #flush} to send. */
    public final boolean hasUnsent() {
        return unsent;
    }

    /**
     * Offers again what has been refused; answers whether nothing waits any more. Lanes that refuse will wake the task.
     */
    public final boolean drain() {
        if (overflowing == 0) return true;
        @Nullable ArrayDeque<Batch>[] queues = Objects.requireNonNull(overflow);
        for (int target = 0; target < queues.length; target++) {
            ArrayDeque<Batch> queue = queues[target];
            if (queue == null) continue;
            for (Batch batch; (batch = queue.peek()) != null && lane(target).offer(batch); overflowing--) queue.poll();
        }
        return overflowing == 0;
    }

    /**
     * Sends every batch that has records in it, and the watermark to those targets that do not know it; unless it is
     * due, a wide edge keeps the watermark back, since that alone would be a batch to each target.
     */
    public final void flush(boolean isDue) {
        if (!unsent) return;
        unsent = false;
        boolean sendsWatermark = isDue || current.length <= FEW_TARGETS;
        for (int target = 0; target < current.length; target++) {
            Batch batch = current[target];
            if (batch != null) send(target, batch);
            else if (owesWatermark(target)) {
                if (sendsWatermark) send(target, new Batch(0));
                else unsent = true;
            }
        }
    }

    /** Sends a marker to every target, after all records and the watermark; all that get nothing else share a batch. */
    public final void mark(Marker marker) {
        unsent = false;
        Batch alone = new Batch(0);
        alone.marker = marker;
        for (int target = 0; target < current.length; target++) {
            Batch batch = current[target];
            if (batch == null && !owesWatermark(target)) {
                hand(target, alone);
                continue;
            }
            if (batch == null) batch = new Batch(0);
            batch.marker = marker;
            send(target, batch);
        }
    }

    @Override
    public final void watermark(long watermarkMs) {
        if (watermarkMs <= this.watermarkMs) return;
        this.watermarkMs = watermarkMs;
        unsent = true;
    }

    @Override
    public final void activity(Marker.Activity activity) {
        if (activity == this.activity) return;
        this.activity = activity;
        mark(activity);
    }

    @Override
    public final boolean endInput() {
        if (ended) return true;
        ended = true;
        watermarkMs = Long.MAX_VALUE;
        mark(Marker.EndOfInput.INSTANCE);
        return true;
    }

    /** Number of records sent. */
    public final long records() {
        return records;
    }

    /** Number of batches sent. */
    public final long batches() {
        return batches;
    }
}
