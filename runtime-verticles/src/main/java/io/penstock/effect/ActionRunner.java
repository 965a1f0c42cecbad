// SPDX-License-Identifier: Apache-2.0
package io.penstock.effect;

import io.penstock.bus.NodeBus;
import io.penstock.cluster.store.StaleTokenException;
import io.penstock.cluster.store.StoreToken;
import io.penstock.core.message.Action;
import io.penstock.core.message.Endpoint;
import io.penstock.core.message.Event;
import io.penstock.core.message.FencingToken;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Performs the actions of one machine in their order. A {@link Action.Persist} or {@link Action.PersistVote} holds back
 * the rest of its own list until it is acknowledged; a refused one drops the rest and becomes an event. Used on the
 * machine's context only.
 */
public final class ActionRunner {
    private static final Logger LOG = LoggerFactory.getLogger(ActionRunner.class);

    private final Endpoint self;
    private final NodeBus bus;
    private final StoreEffects store;
    private final TimerEffects timers;
    private final OwnEffects own;
    private final Listener listener;
    private boolean closed;

    /** Where answers and ends go. */
    public interface Listener {
        /** An answer; on the machine's context, or from any thread. */
        void event(Event event);

        /** The machine asked to be dropped. */
        void retired(String reason);

        /** Something that cannot be performed and never will be: a defect. */
        void defect(Throwable cause);
    }

    public ActionRunner(
            Endpoint self, NodeBus bus, StoreEffects store, TimerEffects timers, OwnEffects own, Listener listener) {
        this.self = self;
        this.bus = bus;
        this.store = store;
        this.timers = timers;
        this.own = own;
        this.listener = listener;
    }

    /** Performs a list. */
    public void run(List<Action> actions) {
        run(actions, 0);
    }

    /** Performs nothing more; what waits behind a gate is dropped. */
    public void close() {
        closed = true;
        timers.close();
        store.close();
    }

    private void run(List<Action> actions, int from) {
        for (int i = from; i < actions.size() && !closed; i++) {
            Action action = actions.get(i);
            if (action instanceof Action.Persist || action instanceof Action.PersistVote) {
                int next = i + 1;
                gate(action).onComplete(answer -> {
                    if (closed) return;
                    if (answer.succeeded()) run(actions, next);
                    else refused(action, answer.cause());
                });
                return;
            }
            perform(action);
        }
    }

    private Future<?> gate(Action action) {
        try {
            return action instanceof Action.Persist persist
                    ? store.persist(persist.record(), persist.token())
                    : own.perform(action, listener::event);
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    private void refused(Action action, Throwable cause) {
        if (action instanceof Action.Persist persist && cause instanceof StaleTokenException stale) {
            bus.control().writeRefused();
            StoreToken seen = stale.seen();
            listener.event(new Event.PersistRefused(persist.record(), new FencingToken(seen.term(), seen.counter())));
        } else {
            listener.defect(cause);
        }
    }

    private void perform(Action action) {
        if (action instanceof Action.Send send) {
            bus.send(self, send.to(), send.message());
        } else if (action instanceof Action.StartTimer timer) {
            timers.start(timer.key(), timer.atMs());
        } else if (action instanceof Action.CancelTimer timer) {
            timers.cancel(timer.key());
        } else if (action instanceof Action.Forget forget) {
            store.forget(forget.map(), forget.key(), forget.token()).onFailure(listener::defect);
        } else if (action instanceof Action.Load load) {
            load(load, listener::event);
        } else if (action instanceof Action.Fence fence) {
            store.fence(fence.map(), fence.key(), fence.token())
                    .onSuccess(records -> listener.event(new Event.RecordsLoaded(fence.map(), records)))
                    .onFailure(listener::defect);
        } else if (action instanceof Action.Note note) {
            note(note);
        } else if (action instanceof Action.Refuse refuse) {
            bus.noteRefused(self, refuse);
        } else if (action instanceof Action.Retire retire) {
            listener.retired(retire.reason());
        } else {
            if (action instanceof Action.LeadershipGained) bus.control().leadershipGained();
            own.perform(action, listener::event).onFailure(listener::defect);
        }
    }

    private void load(Action.Load load, Consumer<Event> events) {
        store.load(load.map(), load.key())
                .onSuccess(records -> events.accept(new Event.RecordsLoaded(load.map(), records)))
                .onFailure(listener::defect);
    }

    private void note(Action.Note note) {
        if (note.level() == Action.Note.Level.WARN) LOG.warn("{}: {}", name(), note.text());
        else LOG.info("{}: {}", name(), note.text());
    }

    private String name() {
        return self.job() == null ? self.role().toString() : self.role() + " " + self.job();
    }
}
