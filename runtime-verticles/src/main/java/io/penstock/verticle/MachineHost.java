// SPDX-License-Identifier: Apache-2.0
package io.penstock.verticle;

import io.penstock.bus.Receiver;
import io.penstock.core.message.Action;
import io.penstock.core.message.Endpoint;
import io.penstock.core.message.Event;
import io.penstock.core.message.Machine;
import io.penstock.core.message.Message;
import io.penstock.effect.ActionRunner;
import io.penstock.effect.OwnEffects;
import io.penstock.effect.StoreEffects;
import io.penstock.effect.TimerEffects;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One machine on one context: events go in one at a time with a time that never falls, actions are performed in order.
 * A machine that throws is dropped on the spot, since a wrong state must not be continued; its successor recovers from
 * the store. {@link #accept} may be called from any thread, everything else happens on the context.
 */
public final class MachineHost implements ActionRunner.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(MachineHost.class);

    private final Endpoint self;
    private final Machine machine;
    private final NodeServices services;
    private final Context context;
    private final Owner owner;
    private final ActionRunner runner;
    private final JobHints hints;
    private final Receiver receiver = this::receive;
    private boolean open = true;

    /** Hears how the machine ended by itself, at most once, on the machine's context. */
    public interface Owner {
        /** The machine asked to be dropped. */
        void retired(String reason);

        /** The machine threw, or asked for what cannot be done. */
        void broken(Throwable cause);
    }

    /**
     * Starts the machine on the current Vert.x context, which must be an event loop's. {@code known} follows
     * {@link Event.Started} before any answer to what the machine asks for then.
     */
    public static MachineHost start(
            Endpoint self, Machine machine, NodeServices services, OwnEffects own, Owner owner, List<Event> known) {
        Context context = Vertx.currentContext();
        if (context == null) throw new IllegalStateException("a machine starts on a Vert.x context");
        MachineHost host = new MachineHost(self, machine, services, context, own, owner);
        services.bus().register(self.role(), self.job(), context, host.receiver);
        host.handle(new Event.Started());
        known.forEach(host::handle);
        return host;
    }

    private MachineHost(
            Endpoint self, Machine machine, NodeServices services, Context context, OwnEffects own, Owner owner) {
        this.self = self;
        this.machine = machine;
        this.services = services;
        this.context = context;
        this.owner = owner;
        this.hints = new JobHints(self, services);
        Vertx vertx = services.vertx();
        this.runner = new ActionRunner(
                self,
                services.bus(),
                new StoreEffects(vertx, services.store()),
                new TimerEffects(vertx, services.clock(), key -> handle(new Event.TimerFired(key))),
                own,
                this);
    }

    /** Hands an event to the machine, later, on its context. */
    public void accept(Event event) {
        try {
            context.runOnContext(ignored -> handle(event));
        } catch (RejectedExecutionException e) {
            LOG.debug("{} is gone, dropped {}", self, event);
        }
    }

    /**
     * Drops the machine: no event reaches it and no action of it is performed from now on. On the machine's context.
     */
    public void stop() {
        open = false;
        services.bus().unregister(self.role(), self.job(), receiver);
        runner.close();
    }

    @Override
    public void event(Event event) {
        accept(event);
    }

    @Override
    public void retired(String reason) {
        if (!open) return;
        stop();
        owner.retired(reason);
    }

    @Override
    public void defect(Throwable cause) {
        if (!open) return;
        LOG.error("{} asked for what cannot be done and is dropped", self, cause);
        stop();
        owner.broken(cause);
    }

    private void receive(Endpoint from, Message message) {
        handle(new Event.MessageReceived(from, message));
    }

    private void handle(Event event) {
        if (!open) return;
        long nowMs = services.clock().nowMs();
        List<Action> actions;
        try {
            actions = machine.on(event, nowMs);
        } catch (RuntimeException | AssertionError e) {
            LOG.error("{} broke at {} on {} and is dropped", self, nowMs, event, e);
            stop();
            owner.broken(e);
            return;
        }
        services.trace().step(self, event, nowMs, actions);
        runner.run(actions);
        hints.after(actions);
    }
}
