// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.cluster;

import io.penstock.core.message.Action;
import io.penstock.core.message.Endpoint;
import io.penstock.core.message.FencingToken;
import io.penstock.core.message.HaRecord;
import io.penstock.core.message.Message;
import java.util.ArrayList;
import java.util.List;

/** What a machine has decided so far during one event, in order. */
final class ActionList {
    private List<Action> actions = new ArrayList<>();

    void add(Action action) {
        actions.add(action);
    }

    void send(Endpoint to, Message message) {
        actions.add(new Action.Send(to, message));
    }

    void startTimer(String key, long atMs) {
        actions.add(new Action.StartTimer(key, atMs));
    }

    void cancelTimer(String key) {
        actions.add(new Action.CancelTimer(key));
    }

    /** What is added after this waits until the record is stored. */
    void persist(HaRecord record, FencingToken token) {
        actions.add(new Action.Persist(record, token));
    }

    void info(String text) {
        actions.add(new Action.Note(Action.Note.Level.INFO, text));
    }

    void warn(String text) {
        actions.add(new Action.Note(Action.Note.Level.WARN, text));
    }

    /** All of it, leaving none. */
    List<Action> drain() {
        List<Action> drained = actions;
        actions = new ArrayList<>();
        return drained;
    }
}
