// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange;

import io.penstock.core.message.PartitionId;
import io.penstock.exchange.net.ChannelLostException;
import io.penstock.exchange.net.Outlet;
import io.penstock.exchange.net.Refusal;
import io.penstock.exchange.net.ServerSubscription;
import io.penstock.exchange.net.Subscribe;
import io.penstock.exchange.partition.PartitionMissingException;
import io.penstock.exchange.partition.PartitionReader;
import io.penstock.exchange.partition.PartitionStore;

/** One partition on its way to a consumer on another worker: read as the consumer's credit allows. */
final class ServedPartition implements PartitionReader.Sink {
    private final ServerSubscription subscription;
    private final int lane;
    private final Outlet outlet;
    private final PartitionReader reader;

    ServedPartition(PartitionStore store, ServerSubscription subscription, int lane) {
        Subscribe request = subscription.request();
        PartitionId id = new PartitionId(request.edge(), request.producers()[lane], request.attempts()[lane]);
        this.subscription = subscription;
        this.lane = lane;
        this.reader = store.reader(request.job(), id, request.consumer(), this);
        this.outlet = subscription.open(lane, reader::wake);
    }

    void start() {
        reader.wake();
    }

    void close() {
        reader.close();
    }

    @Override
    public boolean isReady() {
        try {
            return outlet.hasCredit();
        } catch (ChannelLostException e) {
            reader.close();
            return false;
        }
    }

    @Override
    public void frame(byte[] frame) {
        outlet.send(frame, 0, frame.length);
    }

    @Override
    public void end() {}

    @Override
    public void failed(PartitionMissingException cause) {
        subscription.refuse(lane, Refusal.PARTITION_MISSING, String.valueOf(cause.getMessage()));
    }
}
