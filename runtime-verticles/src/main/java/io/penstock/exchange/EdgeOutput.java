// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange;

import io.penstock.core.flow.channel.OutputLane;
import io.penstock.core.flow.channel.OutputPort;
import io.penstock.core.flow.channel.Wakeable;
import io.penstock.core.message.NodeId;

/** A producer subtask's channels of one pipelined edge: to consumers in this JVM and in others. */
final class EdgeOutput implements OutputPort {
    private final EdgeExchange exchange;
    private final int producer;
    private final int attempt;
    private final ChannelRange consumers;
    private final int[] consumerAttempts;

    EdgeOutput(EdgeExchange exchange, TaskWiring wiring, NodeId self) {
        this.exchange = exchange;
        this.producer = wiring.attempt().subtask();
        this.attempt = wiring.attempt().attempt();
        this.consumers = ChannelRange.ofProducer(
                exchange.edge().pattern(), producer, exchange.producers(), exchange.consumers());
        this.consumerAttempts = wiring.placements().attemptsOf(exchange.edge().target());
    }

    @Override
    public int targets() {
        return consumers.count();
    }

    @Override
    public OutputLane lane(int target) {
        int consumer = consumers.first() + target;
        return exchange.localLane(producer, attempt, consumer, consumerAttempts[consumer]);
    }

    @Override
    public int batchCapacity() {
        return exchange.local().shape().batchCapacity();
    }

    @Override
    public void attach(Wakeable wakeable) {
        exchange.attachProducer(producer, attempt, wakeable);
    }
}
