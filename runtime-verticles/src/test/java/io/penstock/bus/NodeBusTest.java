// SPDX-License-Identifier: Apache-2.0
package io.penstock.bus;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.core.message.Endpoint;
import io.penstock.core.message.FencingToken;
import io.penstock.core.message.Message;
import io.penstock.core.message.NodeId;
import io.penstock.core.message.Role;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NodeBusTest {
    private static final Message MESSAGE = new Message.WorkerRegistered(FencingToken.NONE);
    private final NodeId a = new NodeId("a");
    private final NodeId b = new NodeId("b");
    private final Endpoint onA = Endpoint.of(a, Role.DISPATCHER);
    private final Endpoint onB = Endpoint.of(b, Role.TASK_EXECUTOR);
    private final BlockingQueue<Endpoint> arrived = new LinkedBlockingQueue<>();
    private Vertx vertx;
    private NodeBus busA;
    private NodeBus busB;

    @BeforeEach
    void open() {
        vertx = Vertx.vertx();
        busA = new NodeBus(vertx, a);
        busB = new NodeBus(vertx, b);
        busA.open();
        busB.open();
    }

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void aMessageReachesItsReceiverOnAnotherNodeWithItsSender() throws Exception {
        busB.register(Role.TASK_EXECUTOR, null, vertx.getOrCreateContext(), (from, message) -> arrived.add(from));
        busA.send(onA, onB, MESSAGE);
        assertThat(arrived.poll(5, TimeUnit.SECONDS)).isEqualTo(onA);
    }

    @Test
    void aMessageToTheOwnNodeIsDeliveredAfterTheSendReturnedAndOnTheReceiversContext() throws Exception {
        Context context = vertx.getOrCreateContext();
        BlockingQueue<Boolean> seen = new LinkedBlockingQueue<>();
        boolean[] sending = new boolean[1];
        busA.register(
                Role.DISPATCHER,
                null,
                context,
                (from, message) -> seen.add(!sending[0] && Vertx.currentContext() == context));
        context.runOnContext(ignored -> {
            sending[0] = true;
            busA.send(onA, onA, MESSAGE);
            sending[0] = false;
        });
        assertThat(seen.poll(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aMessageForNobodyIsCountedAndGarbageOnTheWireDisturbsNothing() throws Exception {
        busA.send(onA, onA, MESSAGE);
        assertThat(busA.counts().undeliverable()).isEqualTo(1);
        busB.register(Role.TASK_EXECUTOR, null, vertx.getOrCreateContext(), (from, message) -> arrived.add(from));
        vertx.eventBus().send(NodeBus.address(b), Buffer.buffer(new byte[] {1, 2, 3}));
        busA.send(onA, onB, MESSAGE);
        assertThat(arrived.poll(5, TimeUnit.SECONDS)).isEqualTo(onA);
        assertThat(busB.counts().malformed()).isEqualTo(1);
    }

    @Test
    void anUnregisteredReceiverHearsNoMoreAndOnlyItsOwnerRemovesIt() throws Exception {
        Context context = vertx.getOrCreateContext();
        Receiver old = (from, message) -> arrived.add(onA);
        Receiver young = (from, message) -> arrived.add(onB);
        busA.register(Role.DISPATCHER, null, context, old);
        busA.register(Role.DISPATCHER, null, context, young);
        busA.unregister(Role.DISPATCHER, null, old);
        busA.send(onA, onA, MESSAGE);
        assertThat(arrived.poll(5, TimeUnit.SECONDS)).isEqualTo(onB);
        busA.unregister(Role.DISPATCHER, null, young);
        busA.send(onA, onA, MESSAGE);
        assertThat(busA.counts().undeliverable()).isEqualTo(1);
    }
}
