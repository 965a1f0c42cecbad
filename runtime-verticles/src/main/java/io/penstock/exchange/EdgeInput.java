// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange;

import io.penstock.core.flow.channel.InputLane;
import io.penstock.core.flow.channel.InputPort;
import io.penstock.core.flow.channel.ReadyListener;
import io.penstock.core.message.NodeId;

/** A consumer subtask's channels of one edge: from producers in this JVM, in others, and from partition files. */
final class EdgeInput implements InputPort {
    private final EdgeExchange exchange;
    private final int consumer;
    private final ChannelRange producers;
    private final InputPort local;

    EdgeInput(EdgeExchange exchange, TaskWiring wiring, NodeId self) {
        this.exchange = exchange;
        this.consumer = wiring.attempt().subtask();
        this.producers = ChannelRange.ofConsumer(
                exchange.edge().pattern(), consumer, exchange.producers(), exchange.consumers());
        this.local = exchange.local().input(consumer, producers.first(), producers.count());
    }

    @Override
    public int lanes() {
        return producers.count();
    }

    @Override
    public InputLane lane(int index) {
        return local.lane(index);
    }

    @Override
    public void attach(ReadyListener listener) {
        local.attach(listener);
    }
}
