// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.cluster;

import io.penstock.core.message.Action;
import io.penstock.core.message.Endpoint;
import io.penstock.core.message.FencingToken;
import io.penstock.core.message.HaRecord;
import io.penstock.core.message.Message;
import java.util.ArrayList;
import java.util.List;

/**
 * What a machine has decided so far during one event, in order. What waits for a write comes last, so that nothing else
 * waits with it; and there is at most one write, since the second of a list begins later than it was decided, and could
 * then undo what was decided in between.
 */
final class ActionList {
    private List<Action> actions = new ArrayList<>();
    private final List<Action> gated = new ArrayList<>();
    private boolean gateOpen;

    void add(Action action) {
        (gateOpen ? gated : actions).add(action);
    }

    void send(Endpoint to, Message message) {
        add(new Action.Send(to, message));
    }

    /** A message that is not for this machine. */
    void refuse(Endpoint from, Message message) {
        refuse(from, message, "not for this component");
    }

    void refuse(Endpoint from, Message message, String why) {
        add(new Action.Refuse(from, message.getClass().getSimpleName(), why));
    }

    void startTimer(String key, long atMs) {
        add(new Action.StartTimer(key, atMs));
    }

    void cancelTimer(String key) {
        add(new Action.CancelTimer(key));
    }

    /** What is added after this waits until the record is stored; up to {@link #endGate}. */
    void persist(HaRecord record, FencingToken token) {
        if (hasGate()) throw new IllegalStateException("a second write in one event: " + record);
        gateOpen = true;
        add(new Action.Persist(record, token));
    }

    /** What is added after this waits for no write. */
    void endGate() {
        gateOpen = false;
    }

    /** Whether this event has its write. */
    boolean hasGate() {
        return !gated.isEmpty();
    }

    void info(String text) {
        add(new Action.Note(Action.Note.Level.INFO, text));
    }

    void warn(String text) {
        add(new Action.Note(Action.Note.Level.WARN, text));
    }

    /** All of it, leaving none. */
    List<Action> drain() {
        List<Action> drained = actions;
        drained.addAll(gated);
        actions = new ArrayList<>();
        gated.clear();
        gateOpen = false;
        return drained;
    }
}
