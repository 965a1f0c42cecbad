// SPDX-License-Identifier: Apache-2.0
package io.penstock.bus;

import io.penstock.core.message.Action;
import io.penstock.core.message.Endpoint;
import io.penstock.core.message.JobId;
import io.penstock.core.message.Message;
import io.penstock.core.message.NodeId;
import io.penstock.core.message.Role;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * All messages of one node go through here: to the node itself without bytes, to others over its one event bus address.
 * One address per node, since clustered registrations go stale; components are told apart by the envelope. Delivery is
 * always asynchronous and on the receiver's context, never from within a send. Thread-safe.
 */
public final class NodeBus {
    /** A message above this is sent, but counted and logged: bulk belongs elsewhere. */
    public static final int MESSAGE_BYTES_MAX = 64 << 10;

    private static final int OPEN_TRIES_MAX = 20;
    private static final long OPEN_RETRY_MS = 100;
    private static final Logger LOG = LoggerFactory.getLogger(NodeBus.class);
    private static final WireCodec<Envelope> CODEC = WireCodec.of(Envelope.class);

    private final Vertx vertx;
    private final NodeId self;
    private final Map<Key, Registered> receivers = new ConcurrentHashMap<>();
    private final LongAdder undeliverable = new LongAdder();
    private final LongAdder malformed = new LongAdder();
    private final LongAdder oversized = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder sent = new LongAdder();
    private final LongAdder received = new LongAdder();
    private final ControlCounts control = new ControlCounts();
    private final Set<String> refusedKinds = ConcurrentHashMap.newKeySet();
    private final Set<Class<?>> oversizedTypes = ConcurrentHashMap.newKeySet();
    private @Nullable MessageConsumer<Buffer> consumer;

    private record Key(Role role, @Nullable JobId job) {}

    private record Registered(Context context, Receiver receiver) {}

    public NodeBus(Vertx vertx, NodeId self) {
        this.vertx = vertx;
        this.self = self;
    }

    /** A node's address on the event bus. */
    public static String address(NodeId node) {
        return "penstock.node." + node.value();
    }

    /**
     * Opens the node's address; completes when the registration has gone out. Others may still not see it: they repeat.
     * While members come and go a registration may miss its backups; then it is made again.
     */
    public Future<Void> open() {
        return open(OPEN_TRIES_MAX);
    }

    private Future<Void> open(int tries) {
        MessageConsumer<Buffer> opened = vertx.eventBus().consumer(address(self));
        consumer = opened;
        opened.handler(message -> arrived(message.body()));
        if (!vertx.isClustered()) return Future.succeededFuture();
        return opened.completion().recover(e -> {
            if (tries == 1) return Future.failedFuture(e);
            LOG.info("registering this node on the event bus again: {}", e.getMessage());
            return opened.unregister()
                    .otherwiseEmpty()
                    .compose(gone -> vertx.timer(OPEN_RETRY_MS))
                    .compose(pause -> open(tries - 1));
        });
    }

    /** Closes the address. */
    public Future<Void> close() {
        MessageConsumer<Buffer> open = consumer;
        receivers.clear();
        return open == null ? Future.succeededFuture() : open.unregister();
    }

    /** The node this bus belongs to. */
    public NodeId self() {
        return self;
    }

    /** Messages to the role (and job) go to the receiver, on the context, until it is removed or replaced. */
    public void register(Role role, @Nullable JobId job, Context context, Receiver receiver) {
        receivers.put(new Key(role, job), new Registered(context, receiver));
    }

    /** Removes the receiver if it is still that one. */
    public void unregister(Role role, @Nullable JobId job, Receiver receiver) {
        receivers.computeIfPresent(
                new Key(role, job), (key, registered) -> registered.receiver == receiver ? null : registered);
    }

    /** Sends and forgets. Never throws; may lose. */
    public void send(Endpoint from, Endpoint to, Message message) {
        sent.increment();
        control.sent(message);
        if (to.node().equals(self)) {
            deliver(from, to, message);
            return;
        }
        try {
            byte[] bytes = CODEC.encode(new Envelope(from, to, message));
            if (bytes.length > MESSAGE_BYTES_MAX) noteOversized(message, bytes.length);
            vertx.eventBus().send(address(to.node()), Buffer.buffer(bytes));
        } catch (RuntimeException e) {
            undeliverable.increment();
            LOG.warn("could not send {} to {}", message.getClass().getSimpleName(), to, e);
        }
    }

    /** A component got a message that is not for it. */
    public void noteRefused(Endpoint by, Action.Refuse refusal) {
        refused.increment();
        // Once per kind and component: whoever sends one sends many.
        Level level = refusedKinds.add(refusal.kind() + " " + by.role()) ? Level.WARN : Level.DEBUG;
        LOG.atLevel(level).log("{} refuses {} of {}: {}", by, refusal.kind(), refusal.from(), refusal.why());
    }

    /**
     * Messages that found no receiver, were no messages, were larger than they should be, or were refused as not meant
     * for who got them; all that were sent, and those that came from other nodes.
     */
    public Counts counts() {
        return new Counts(
                undeliverable.sum(), malformed.sum(), oversized.sum(), refused.sum(), sent.sum(), received.sum());
    }

    /** What the components here did. */
    public ControlCounts control() {
        return control;
    }

    /** See {@link #counts()}. */
    public record Counts(long undeliverable, long malformed, long oversized, long refused, long sent, long received) {}

    private void noteOversized(Message message, int bytes) {
        oversized.increment();
        // Once per type: whoever sends one sends many.
        Level level = oversizedTypes.add(message.getClass()) ? Level.WARN : Level.DEBUG;
        LOG.atLevel(level)
                .log("{} has {} bytes, more than {}", message.getClass().getSimpleName(), bytes, MESSAGE_BYTES_MAX);
    }

    private void arrived(Buffer body) {
        received.increment();
        Envelope envelope;
        try {
            envelope = CODEC.decode(body.getBytes());
        } catch (WireException e) {
            malformed.increment();
            LOG.warn("dropped a message of {} bytes: {}", body.length(), e.getMessage());
            return;
        }
        if (envelope.to().node().equals(self)) deliver(envelope.from(), envelope.to(), envelope.message());
    }

    private void deliver(Endpoint from, Endpoint to, Message message) {
        Key key = new Key(to.role(), to.job());
        Registered target = receivers.get(key);
        if (target == null) {
            if (message instanceof Message.JobChanged) return; // a hint for nobody
            undeliverable.increment();
            LOG.debug("nobody here for {} to {}", message.getClass().getSimpleName(), to);
            return;
        }
        try {
            target.context.runOnContext(ignored -> {
                if (target.equals(receivers.get(key))) target.receiver.receive(from, message);
            });
        } catch (RejectedExecutionException e) {
            undeliverable.increment();
        }
    }
}
