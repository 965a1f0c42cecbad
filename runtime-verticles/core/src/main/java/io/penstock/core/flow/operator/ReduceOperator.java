// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.operator;

import io.penstock.api.function.KeySelector;
import io.penstock.api.function.ReduceFunction;
import io.penstock.core.program.OperatorSpec;
import io.penstock.core.program.OperatorSpec.ReduceSpec;
import io.penstock.core.state.KeyTable;
import io.penstock.core.state.ObjectTable;
import io.penstock.core.state.StateEntry;
import io.penstock.core.state.StateSnapshot;
import java.util.Objects;

/** Template: reduces the records of each key; emits the value after each record, or each key's value at the end. */
@SuppressWarnings({"unchecked", "rawtypes", "NullAway.Init"})
public final class ReduceOperator extends Operator {
    private KeySelector keySelector;
    private ReduceFunction function;
    private boolean atEnd;
    private ObjectTable table;
    private Outgrowth outgrowth;

    @Override
    public void configure(OperatorSpec spec, Specialization specialization) {
        ReduceSpec reduce = (ReduceSpec) spec;
        keySelector = reduce.key();
        function = reduce.function();
        atEnd = reduce.atEnd();
        table = ObjectTable.forKeys(reduce.keyType(), 16);
    }

    @Override
    public void accept(Object value, long timestampMs) {
        Object result;
        try {
            int slot = slot(keySelector.key(value));
            Object old = table.get(slot);
            result = old == null ? value : function.reduce(old, value);
            table.set(slot, result);
            if (atEnd && table.size() >= outgrowth.lookAt && outgrowth.spilled(table)) table.clear();
        } catch (Exception e) {
            throw failed(e);
        }
        if (!atEnd) next.accept(result, timestampMs);
    }

    private int slot(Object key) {
        int slot = table.slot(key);
        if (slot != KeyTable.FOREIGN) return slot;
        table = table.withAnyKeys();
        return table.slot(key);
    }

    @Override
    protected boolean finishSome() throws Exception {
        return !atEnd || outgrowth.emitValues(table, next);
    }

    @Override
    protected void onOpen() throws Exception {
        openFunctions(keySelector, function);
        outgrowth = Outgrowth.reducing(atEnd ? context().spills().get() : null, function);
    }

    @Override
    public void close() throws Exception {
        if (outgrowth != null) outgrowth.close();
        closeFunctions(keySelector, function);
    }

    @Override
    public void snapshot(StateSnapshot out) {
        table.snapshot("values", out);
    }

    @Override
    public void restore(StateEntry entry) {
        int slot = slot(Objects.requireNonNull(entry.key()));
        table.set(slot, Objects.requireNonNull(entry.value()));
    }
}
