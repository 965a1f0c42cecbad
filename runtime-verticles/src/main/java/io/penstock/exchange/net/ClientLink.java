// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange.net;

import io.netty.buffer.ByteBuf;
import io.penstock.core.message.NodeId;
import io.penstock.exchange.wire.WireBuffer;
import io.penstock.exchange.wire.WireFormatException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection to one producers' worker. What is to be sent before it stands is kept and sent then. Once lost it
 * stays lost: the next subscription gets another link.
 */
final class ClientLink implements FrameSocket.Listener, FrameParser.Handler {
    private static final Logger LOG = LoggerFactory.getLogger(ClientLink.class);

    private final String peer;
    private final NodeId expected;
    private final FrameParser parser = new FrameParser(this);
    private final Map<Integer, Subscription> subscriptions = new ConcurrentHashMap<>();
    private final AtomicInteger nextId = new AtomicInteger(1);
    private final List<Subscription> unsent = new ArrayList<>();
    private volatile @Nullable FrameSocket socket;
    private @Nullable String lostReason;
    private volatile long heardNs = System.nanoTime();

    ClientLink(NodeId expected, String address) {
        this.expected = expected;
        this.peer = expected + " at " + address;
    }

    String peer() {
        return peer;
    }

    /** The connection stands: greets, and sends what has waited for it. */
    void connected(FrameSocket connection, NodeId self) {
        synchronized (this) {
            if (lostReason != null) {
                connection.close();
                return;
            }
            heardNs = System.nanoTime();
            WireBuffer hello = new WireBuffer(128);
            hello.putInt(FrameType.MAGIC);
            hello.putInt(FrameType.VERSION);
            hello.putString(self.value());
            hello.putString(expected.value());
            send(connection, FrameType.HELLO, 0, 0, hello);
            socket = connection;
            for (Subscription subscription : unsent) subscription.announce(connection);
            unsent.clear();
        }
        connection.listen(this);
    }

    /** Subscribes, or tells the receiver at once that the link is lost. */
    ClientSubscription subscribe(Subscribe request, FrameReceiver receiver) {
        Subscription subscription = new Subscription(nextId.getAndIncrement(), request, receiver);
        String reason;
        synchronized (this) {
            reason = lostReason;
            if (reason == null) {
                subscriptions.put(subscription.id, subscription);
                if (socket != null) subscription.announce(socket);
                else unsent.add(subscription);
            }
        }
        if (reason != null) receiver.lost(peer, reason);
        return subscription;
    }

    synchronized boolean isLost() {
        return lostReason != null;
    }

    /** Gives the connection up: fails every subscription on it, and no other. */
    void lose(String reason) {
        FrameSocket connection;
        List<Subscription> lost;
        synchronized (this) {
            if (lostReason != null) return;
            lostReason = reason;
            connection = socket;
            lost = List.copyOf(subscriptions.values());
            subscriptions.clear();
            unsent.clear();
        }
        if (!lost.isEmpty()) LOG.info("connection to {} lost with {} subscriptions: {}", peer, lost.size(), reason);
        if (connection != null) connection.close();
        for (Subscription subscription : lost) subscription.receiver.lost(peer, reason);
    }

    /** Asks for a sign of life, and gives a silent connection up. */
    void beat(long nowNs, long silenceNsMax) {
        FrameSocket connection = socket;
        if (connection == null) return;
        if (nowNs - heardNs > silenceNsMax) lose("silent for " + (nowNs - heardNs) / 1_000_000 + " ms");
        else connection.send(FrameParser.begin(connection, FrameType.PING, 0, 0, 0));
    }

    @Override
    public void received(ByteBuf bytes) {
        heardNs = System.nanoTime();
        try {
            parser.feed(bytes);
        } catch (WireFormatException e) {
            lose("protocol error: " + e.getMessage());
        }
    }

    @Override
    public void closed() {
        lose("connection closed");
    }

    @Override
    public void frame(int type, int id, int lane, byte[] payload) {
        if (type == FrameType.DATA) {
            Subscription subscription = subscriptions.get(id);
            if (subscription != null && lane >= 0 && lane < subscription.request.lanes()) {
                if (payload.length == 0) throw new WireFormatException("an empty batch");
                subscription.receiver.received(lane, payload);
            }
            return;
        }
        WireBuffer in = new WireBuffer(0).wrap(payload, 0, payload.length);
        switch (type) {
            case FrameType.REFUSE -> refused(id, lane, in);
            case FrameType.WELCOME -> welcomed(in);
            case FrameType.GOODBYE -> lose(in.getString());
            case FrameType.PING -> LOG.trace("{} is alive", peer);
            default -> throw new WireFormatException("unexpected frame " + type);
        }
    }

    private void refused(int id, int lane, WireBuffer in) {
        Refusal refusal = Refusal.of(in.getByte());
        String reason = in.getString();
        Subscription subscription = subscriptions.get(id);
        if (subscription == null || lane < 0 || lane >= subscription.request.lanes()) return;
        subscription.receiver.refused(lane, refusal, reason);
    }

    private void welcomed(WireBuffer in) {
        int version = in.getInt();
        String node = in.getString();
        if (version != FrameType.VERSION || !node.equals(expected.value())) {
            lose("node " + node + " of version " + version + " answered");
        }
    }

    private static void send(FrameSocket to, int type, int subscription, int lane, WireBuffer payload) {
        ByteBuf frame = FrameParser.begin(to, type, subscription, lane, payload.position());
        frame.writeBytes(payload.array(), 0, payload.position());
        to.send(frame);
    }

    private final class Subscription implements ClientSubscription {
        private final int id;
        private final Subscribe request;
        private final FrameReceiver receiver;

        Subscription(int id, Subscribe request, FrameReceiver receiver) {
            this.id = id;
            this.request = request;
            this.receiver = receiver;
        }

        void announce(FrameSocket to) {
            WireBuffer payload = new WireBuffer(64 + 4 * request.lanes());
            request.write(payload);
            send(to, FrameType.SUBSCRIBE, id, 0, payload);
        }

        @Override
        public void credit(int lane, int count) {
            FrameSocket to = socket;
            if (to == null) return;
            WireBuffer payload = new WireBuffer(5);
            payload.putVarInt(count);
            send(to, FrameType.CREDIT, id, lane, payload);
        }

        @Override
        public void close() {
            if (subscriptions.remove(id) == null) return;
            boolean announced;
            synchronized (ClientLink.this) {
                announced = !unsent.remove(this);
            }
            FrameSocket to = socket;
            if (announced && to != null) send(to, FrameType.UNSUBSCRIBE, id, 0, new WireBuffer(0));
        }
    }
}
