// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange;

import io.penstock.core.flow.channel.Batch;
import io.penstock.core.flow.channel.OutputLane;
import io.penstock.core.flow.channel.Wakeable;
import io.penstock.exchange.net.Outlet;
import org.jspecify.annotations.Nullable;

/** The producer's end of a channel to another worker. Takes nothing until the consumer has asked for the channel. */
final class NetworkOutputLane implements OutputLane {
    private final EdgeExchange exchange;
    private final EdgeOutput port;
    private final int consumer;
    private @Nullable Outlet outlet;
    private @Nullable Batch spare;

    NetworkOutputLane(EdgeExchange exchange, EdgeOutput port, int consumer) {
        this.exchange = exchange;
        this.port = port;
        this.consumer = consumer;
    }

    @Override
    public boolean offer(Batch batch) {
        Outlet open = outlet;
        if (open == null) {
            Wakeable producer = port.wakeable();
            open = exchange.remote()
                    .outlet(port.producer(), port.attempt(), consumer, port.attemptOf(consumer), producer);
            if (open == null) return false;
            outlet = open;
        }
        if (!open.hasCredit()) return false;
        port.writer().write(batch, open::send);
        if (batch.capacity() > 0) {
            batch.clear();
            spare = batch;
        }
        return true;
    }

    @Override
    public @Nullable Batch recycled() {
        Batch batch = spare;
        spare = null;
        return batch;
    }

    @Override
    public boolean isAttached() {
        return outlet != null;
    }
}
