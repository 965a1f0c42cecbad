// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.join;

import io.penstock.core.state.ObjectTable;
import io.penstock.core.state.StateEntry;
import io.penstock.core.state.StateSnapshot;
import io.penstock.core.state.TableWalk;

/** Saves both sides of a key. A class, since templates are copied and cannot have lambdas. */
record JoinSaver(ObjectTable table, StateSnapshot out) implements TableWalk.Saver {
    @Override
    public void save(int slot) {
        if (!(table.get(slot) instanceof JoinBuffers buffers)) return;
        save("left", table.keyAt(slot), buffers.left());
        save("right", table.keyAt(slot), buffers.right());
    }

    private void save(String side, Object key, TimeBuffer buffer) {
        for (int i = 0; i < buffer.size(); i++) out.add(new StateEntry(side, key, buffer.time(i), buffer.value(i)));
    }
}
