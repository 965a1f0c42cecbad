// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange;

import io.penstock.core.flow.channel.ReadyListener;
import io.penstock.core.message.PartitionId;
import io.penstock.core.message.WorkerInfo;
import io.penstock.exchange.net.ChannelLostException;
import io.penstock.exchange.net.ClientSubscription;
import io.penstock.exchange.net.DataClient;
import io.penstock.exchange.net.FrameReceiver;
import io.penstock.exchange.net.Refusal;
import io.penstock.exchange.net.Subscribe;
import io.penstock.exchange.partition.PartitionMissingException;
import io.penstock.exchange.wire.FrameCodec;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** A consumer subtask's channels of one edge from one other worker. Lanes come into being with their first frame. */
final class RemoteInput implements FrameReceiver {
    private final Subscribe request;
    private final WorkerInfo worker;
    private final FrameCodec codec;
    private final ByteCount read;
    private final int firstProducer;
    private final AtomicReferenceArray<@Nullable FrameInputLane> lanes;
    private final ReadyListener listener;
    private volatile @Nullable ClientSubscription subscription;
    private volatile boolean closed;

    /**
     * @param read counts the bytes that the consumer reads
     * @param firstProducer the producer that is lane 0 of the port
     * @param listener hears which lanes of the port are ready
     */
    RemoteInput(
            Subscribe request,
            WorkerInfo worker,
            FrameCodec codec,
            ByteCount read,
            int firstProducer,
            ReadyListener listener) {
        this.request = request;
        this.worker = worker;
        this.codec = codec;
        this.read = read;
        this.firstProducer = firstProducer;
        this.lanes = new AtomicReferenceArray<>(request.lanes());
        this.listener = listener;
    }

    void subscribe(DataClient client) {
        subscription = client.subscribe(worker.node(), worker.host(), worker.dataPort(), request, this);
        if (closed) close();
    }

    void close() {
        closed = true;
        ClientSubscription open = subscription;
        if (open != null) open.close();
    }

    FrameInputLane laneOf(int producer) {
        int index = Arrays.binarySearch(request.producers(), producer);
        if (index < 0) throw new IllegalArgumentException("producer " + producer + " is not at " + peer());
        return lane(index);
    }

    private FrameInputLane lane(int index) {
        FrameInputLane lane = lanes.get(index);
        if (lane != null) return lane;
        FrameInputLane made = new FrameInputLane(codec, request.credits(), read, frames -> credit(index, frames));
        FrameInputLane raced = lanes.compareAndExchange(index, null, made);
        return raced == null ? made : raced;
    }

    private void credit(int index, int frames) {
        ClientSubscription open = subscription;
        if (open != null && !lane(index).isComplete()) open.credit(index, frames);
    }

    @Override
    public void received(int index, byte[] payload) {
        lane(index).put(payload);
        ready(index);
    }

    @Override
    public void refused(int index, Refusal refusal, String reason) {
        RuntimeException cause = refusal == Refusal.PARTITION_MISSING
                ? new PartitionMissingException(request.job(), partition(index), reason)
                : new ChannelLostException(request.key(index), peer(), reason);
        if (lane(index).fail(cause)) ready(index);
    }

    @Override
    public void lost(String peer, String reason) {
        for (int i = 0; i < request.lanes(); i++) {
            if (lane(i).fail(new ChannelLostException(request.key(i), peer, reason))) ready(i);
        }
    }

    private PartitionId partition(int index) {
        return new PartitionId(request.edge(), request.producers()[index], request.attempts()[index]);
    }

    private String peer() {
        return worker.node() + " at " + worker.host() + ":" + worker.dataPort();
    }

    private void ready(int index) {
        listener.laneReady(request.producers()[index] - firstProducer);
    }
}
