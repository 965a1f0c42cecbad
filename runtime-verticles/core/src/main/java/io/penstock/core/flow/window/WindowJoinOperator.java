// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.window;

import io.penstock.api.function.JoinFunction;
import io.penstock.api.function.KeySelector;
import io.penstock.core.flow.operator.Specialization;
import io.penstock.core.program.OperatorSpec;
import io.penstock.core.program.OperatorSpec.WindowJoinSpec;
import io.penstock.core.state.KeyTable;
import io.penstock.core.state.ObjectTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Template: pairs of records of the same key and window, emitted when the window ends. */
@SuppressWarnings({"unchecked", "rawtypes", "NullAway.Init"})
public final class WindowJoinOperator extends AlignedWindowOperator {
    private KeySelector leftKey;
    private KeySelector rightKey;
    private @Nullable Class<?> keyType;
    private JoinFunction function;
    private boolean isRight;

    /** Both sides of one key and window. */
    public record Sides(List<Object> left, List<Object> right) {}

    @Override
    public void configure(OperatorSpec operator, Specialization specialization) {
        WindowJoinSpec spec = (WindowJoinSpec) operator;
        leftKey = spec.leftKey();
        rightKey = spec.rightKey();
        keyType = spec.keyType();
        function = spec.function();
        configureWindows(spec.assigner(), 0, null, true);
    }

    @Override
    public void accept(Object value, long timestampMs) {
        join(leftKey, value, timestampMs, false);
    }

    @Override
    public void acceptRight(Object value, long timestampMs) {
        join(rightKey, value, timestampMs, true);
    }

    private void join(KeySelector selector, Object value, long timestampMs, boolean right) {
        long time = assignTime(timestampMs);
        isRight = right;
        try {
            Object key = selector.key(value);
            if (time < hotStartMs || time >= hotEndMs) assign(key, value, timestampMs);
            else add(hot, key, value);
        } catch (Exception e) {
            throw failed(e);
        }
    }

    @Override
    protected void add(Pane pane, Object key, Object value) {
        ObjectTable table = (ObjectTable) pane.table;
        int slot = table.slot(key);
        if (slot == KeyTable.FOREIGN) {
            pane.table = table = table.withAnyKeys();
            slot = table.slot(key);
        }
        Sides sides = (Sides) table.get(slot);
        if (sides == null) table.set(slot, sides = new Sides(new ArrayList<>(2), new ArrayList<>(2)));
        (isRight ? sides.right() : sides.left()).add(value);
    }

    @Override
    protected KeyTable newTable() {
        return ObjectTable.forKeys(keyType, 64);
    }

    @Override
    protected void fire(Pane pane) throws Exception {
        ObjectTable table = (ObjectTable) pane.table;
        for (int slot = 0; slot < table.slots(); slot++) {
            if (!table.isUsed(slot)) continue;
            table.touch(slot); // functions may change what they are handed
            emit((Sides) Objects.requireNonNull(table.get(slot)), pane.maxTimestampMs());
        }
    }

    @Override
    protected void fireKey(Pane pane, Object key) {
        throw new IllegalStateException("a window join allows no lateness");
    }

    private void emit(Sides sides, long timestampMs) throws Exception {
        for (Object left : sides.left()) {
            for (Object right : sides.right()) next.accept(function.join(left, right), timestampMs);
        }
    }

    @Override
    protected Object snapshotValue(KeyTable table, int slot) {
        Sides sides = (Sides) Objects.requireNonNull(((ObjectTable) table).get(slot));
        return new Object[] {sides.left(), sides.right()};
    }

    @Override
    protected void restoreValue(Pane pane, Object key, Object value) {
        ObjectTable table = (ObjectTable) pane.table;
        int slot = table.slot(key);
        if (slot == KeyTable.FOREIGN) {
            pane.table = table = table.withAnyKeys();
            slot = table.slot(key);
        }
        Object[] sides = (Object[]) value;
        table.set(slot, new Sides((List<Object>) sides[0], (List<Object>) sides[1]));
    }

    @Override
    protected void onOpen() throws Exception {
        openFunctions(leftKey, rightKey, function);
    }

    @Override
    public void close() throws Exception {
        closeFunctions(leftKey, rightKey, function);
    }
}
