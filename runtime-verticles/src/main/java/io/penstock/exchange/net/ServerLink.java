// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange.net;

import io.netty.buffer.ByteBuf;
import io.penstock.core.message.NodeId;
import io.penstock.exchange.wire.WireBuffer;
import io.penstock.exchange.wire.WireFormatException;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection from a consumers' worker. Lives on its event loop. */
final class ServerLink implements FrameSocket.Listener, FrameParser.Handler {
    private static final Logger LOG = LoggerFactory.getLogger(ServerLink.class);

    private final FrameSocket socket;
    private final Lobby.Guest guest;
    private final NodeId self;
    private final SubscriptionHandler handler;
    private final FrameParser parser = new FrameParser(this);
    private final Map<Integer, ServerSubscription> subscriptions = new TreeMap<>();
    private String peer;
    private boolean welcome;
    private boolean ended;

    ServerLink(FrameSocket socket, NodeId self, SubscriptionHandler handler, Lobby.Guest guest) {
        this.socket = socket;
        this.guest = guest;
        this.self = self;
        this.handler = handler;
        this.peer = socket.remote();
        parser.limit(0, FrameType.HELLO_BYTES_MAX); // a consumer sends no batches
    }

    @Override
    public void received(ByteBuf bytes) {
        if (ended) return;
        try {
            parser.feed(bytes);
        } catch (WireFormatException | IllegalArgumentException e) {
            LOG.warn("{} sent what is no frame of ours, connection closed: {}", peer, e.getMessage());
            end("protocol error: " + e.getMessage());
            socket.close();
        }
    }

    @Override
    public void closed() {
        guest.leave();
        end("connection closed");
    }

    @Override
    public void frame(int type, int subscription, int lane, byte[] payload) {
        if (ended) return;
        WireBuffer in = new WireBuffer(0).wrap(payload, 0, payload.length);
        if (!welcome) {
            if (type != FrameType.HELLO) throw new WireFormatException("no greeting");
            hello(in);
            return;
        }
        switch (type) {
            case FrameType.SUBSCRIBE -> subscribe(subscription, Subscribe.read(in));
            case FrameType.UNSUBSCRIBE -> unsubscribe(subscription);
            case FrameType.CREDIT -> credit(subscription, lane, in.getVarInt());
            case FrameType.PING -> socket.send(FrameParser.begin(socket, FrameType.PING, 0, 0, 0));
            default -> throw new WireFormatException("unexpected frame " + type);
        }
    }

    private void hello(WireBuffer in) {
        int magic = in.getInt();
        int version = in.getInt();
        if (magic != FrameType.MAGIC) throw new WireFormatException("not a Penstock worker");
        NodeId caller = new NodeId(in.getString());
        NodeId expected = new NodeId(in.getString());
        WireBuffer answer = new WireBuffer(64);
        if (version != FrameType.VERSION) {
            refuse(answer, "speaks version " + FrameType.VERSION + ", not " + version);
        } else if (!expected.equals(self)) {
            refuse(answer, "this is node " + self + ", no longer " + expected);
        } else {
            welcome = true;
            guest.leave();
            parser.limit(0, FrameType.CONTROL_BYTES_MAX);
            peer = caller + " at " + socket.remote();
            answer.putInt(FrameType.VERSION);
            answer.putString(self.value());
            send(FrameType.WELCOME, answer);
        }
    }

    private void refuse(WireBuffer answer, String reason) {
        LOG.info("refused the connection from {}: {}", peer, reason);
        answer.putString(reason);
        send(FrameType.GOODBYE, answer);
        ended = true;
        socket.close();
    }

    private void send(int type, WireBuffer payload) {
        ByteBuf frame = FrameParser.begin(socket, type, 0, 0, payload.position());
        frame.writeBytes(payload.array(), 0, payload.position());
        socket.send(frame);
    }

    private void subscribe(int id, Subscribe request) {
        ServerSubscription subscription = new ServerSubscription(request, socket, id, peer);
        subscriptions.put(id, subscription);
        handler.subscribed(subscription);
    }

    private void unsubscribe(int id) {
        ServerSubscription subscription = subscriptions.remove(id);
        if (subscription == null) return;
        subscription.cancel();
        handler.over(subscription);
    }

    private void credit(int id, int lane, int count) {
        ServerSubscription subscription = subscriptions.get(id);
        if (subscription != null) subscription.credit(lane, count);
    }

    private void end(String reason) {
        ended = true;
        for (ServerSubscription subscription : subscriptions.values()) {
            subscription.lost(reason);
            handler.over(subscription);
        }
        subscriptions.clear();
    }
}
