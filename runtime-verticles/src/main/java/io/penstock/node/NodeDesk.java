// SPDX-License-Identifier: Apache-2.0
package io.penstock.node;

import io.penstock.bus.NodeBus;
import io.penstock.bus.Receiver;
import io.penstock.cluster.async.Offload;
import io.penstock.core.message.Endpoint;
import io.penstock.core.message.Message;
import io.penstock.core.message.Role;
import io.vertx.core.Vertx;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers questions about this node, away from its event loops. Costs nothing until it is asked. */
final class NodeDesk {
    private static final Logger LOG = LoggerFactory.getLogger(NodeDesk.class);

    private final NodeBus bus;
    private final Offload background;
    private final Receiver receiver = this::receive;

    private NodeDesk(NodeBus bus, Offload background) {
        this.bus = bus;
        this.background = background;
    }

    static NodeDesk open(Vertx vertx, NodeBus bus, Offload background) {
        NodeDesk desk = new NodeDesk(bus, background);
        bus.register(Role.NODE_DESK, null, vertx.getOrCreateContext(), desk.receiver);
        return desk;
    }

    private void receive(Endpoint from, Message message) {
        if (!(message instanceof Message.QueryNode asked)) return;
        Endpoint self = Endpoint.of(bus.self(), Role.NODE_DESK);
        background
                .call(() -> NodeFacts.answer(asked.question()))
                .onSuccess(facts -> bus.send(self, from, new Message.NodeAnswer(asked.requestId(), facts)))
                .onFailure(e -> LOG.warn("a question for {} could not be answered", asked.question(), e));
    }

    void close() {
        bus.unregister(Role.NODE_DESK, null, receiver);
    }
}
