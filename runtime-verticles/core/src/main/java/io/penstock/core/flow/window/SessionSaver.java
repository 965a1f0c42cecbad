// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.window;

import io.penstock.core.state.ObjectTable;
import io.penstock.core.state.StateEntry;
import io.penstock.core.state.StateSnapshot;
import io.penstock.core.state.TableWalk;
import java.util.List;
import java.util.Objects;

/** Saves the sessions of a key. A class, since templates are copied and cannot have lambdas. */
record SessionSaver(ObjectTable table, WindowContent content, StateSnapshot out) implements TableWalk.Saver {
    @Override
    @SuppressWarnings("unchecked") // the operator puts nothing else there
    public void save(int slot) {
        for (Session session : (List<Session>) Objects.requireNonNull(table.get(slot))) {
            long[] id = {session.startMs, session.endMs, session.fired ? 1 : 0};
            out.add(new StateEntry("sessions", table.keyAt(slot), id, content.portable(session.stored)));
        }
    }
}
