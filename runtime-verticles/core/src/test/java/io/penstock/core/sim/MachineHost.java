// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.sim;

import io.penstock.core.message.Action;
import io.penstock.core.message.Endpoint;
import io.penstock.core.message.Event;
import io.penstock.core.message.FencingToken;
import io.penstock.core.message.Machine;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The shell around one machine: feeds it events, performs its actions in order, and lets a write gate what follows it.
 */
final class MachineHost {
    final Machine machine;
    final Endpoint self;
    final Fencing fencing = new Fencing(this);
    /** Of a JobMaster its own. */
    FencingToken token = FencingToken.NONE;

    private final SimProcess process;
    private final Simulation world;
    /** By key the latest start: an older one that fires does nothing. */
    private final Map<String, Object> timers = new HashMap<>();

    private boolean stopped;

    MachineHost(SimProcess process, Endpoint self, Machine machine) {
        this.process = process;
        this.world = process.world;
        this.self = self;
        this.machine = machine;
    }

    void stop() {
        stopped = true;
    }

    boolean isStopped() {
        return stopped;
    }

    void feed(Event event) {
        process.run(() -> {
            if (stopped) return;
            long nowMs = process.localMs();
            List<Action> actions;
            try {
                actions = machine.on(event, nowMs);
            } catch (RuntimeException | AssertionError failure) {
                throw new AssertionError(self + " died of " + event + ": " + failure, failure);
            }
            world.transcript.event(self, event, actions);
            world.invariants.after(this, event, actions);
            if (world.strays != null) world.strays.after(this, event, actions);
            if (world.story != null) for (Action action : actions) world.story.tell(self, action);
            perform(actions, 0);
        });
    }

    private void perform(List<Action> actions, int from) {
        for (int i = from; i < actions.size() && !stopped; i++) {
            Action action = actions.get(i);
            int next = i + 1;
            if (action instanceof Action.Persist persist) {
                world.store.put(
                        process,
                        persist.record(),
                        persist.token(),
                        seen -> process.run(() -> {
                            if (seen == null) perform(actions, next);
                            else feed(new Event.PersistRefused(persist.record(), seen));
                        }));
                return;
            }
            if (action instanceof Action.PersistVote vote) {
                process.disk.write(process, vote.term(), vote.votedFor(), () -> {
                    perform(actions, next);
                    feed(new Event.VotePersisted(vote.term(), vote.votedFor()));
                });
                return;
            }
            perform(action);
        }
    }

    private void perform(Action action) {
        if (action instanceof Action.Send a) world.network.send(self, a.to(), a.message());
        else if (action instanceof Action.StartTimer a) startTimer(a.key(), a.atMs());
        else if (action instanceof Action.CancelTimer a) timers.remove(a.key());
        else if (action instanceof Action.Forget a) world.store.remove(process, a.map(), a.key(), a.token());
        else if (action instanceof Action.Load a) {
            world.store.load(process, a.map(), a.key(), records -> feed(new Event.RecordsLoaded(a.map(), records)));
        } else if (action instanceof Action.Fence a) {
            world.store.fence(
                    process, a.map(), a.key(), a.token(), records -> feed(new Event.RecordsLoaded(a.map(), records)));
        } else if (action instanceof Action.Retire) stopped = true;
        else if (!(action instanceof Action.Note || action instanceof Action.Refuse)) process.perform(this, action);
    }

    private void startTimer(String key, long atMs) {
        var start = new Object();
        timers.put(key, start);
        world.agenda.at(process.worldMs(atMs), () -> {
            if (timers.get(key) == start) process.run(() -> fire(key, start));
        });
    }

    private void fire(String key, Object start) {
        if (timers.remove(key, start)) feed(new Event.TimerFired(key));
    }
}
