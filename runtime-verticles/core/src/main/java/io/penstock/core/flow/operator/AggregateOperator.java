// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.operator;

import io.penstock.api.Keyed;
import io.penstock.api.function.AggregateFunction;
import io.penstock.api.function.KeySelector;
import io.penstock.core.program.OperatorSpec;
import io.penstock.core.program.OperatorSpec.AggregateSpec;
import io.penstock.core.state.KeyTable;
import io.penstock.core.state.ObjectTable;
import io.penstock.core.state.StateEntry;
import io.penstock.core.state.StateSnapshot;
import java.util.Objects;

/**
 * Template: aggregates the records of each key; emits the result after each record, or each key's result at the end.
 */
@SuppressWarnings({"unchecked", "rawtypes", "NullAway.Init"})
public final class AggregateOperator extends Operator {
    private KeySelector keySelector;
    private AggregateFunction function;
    private boolean atEnd;
    private ObjectTable table;
    private Outgrowth outgrowth;

    @Override
    public void configure(OperatorSpec spec, Specialization specialization) {
        AggregateSpec aggregate = (AggregateSpec) spec;
        keySelector = aggregate.key();
        function = aggregate.function();
        atEnd = aggregate.atEnd();
        table = ObjectTable.forKeys(aggregate.keyType(), 16);
    }

    @Override
    public void accept(Object value, long timestampMs) {
        Keyed result = null;
        try {
            Object key = keySelector.key(value);
            int slot = slot(key);
            Object old = table.get(slot);
            Object sum = function.add(old == null ? function.createAccumulator() : old, value);
            if (sum != old) table.set(slot, sum);
            if (!atEnd) result = new Keyed(key, function.result(sum));
            else if (table.size() >= outgrowth.lookAt && outgrowth.spilled(table)) table.clear();
        } catch (Exception e) {
            throw failed(e);
        }
        if (result != null) next.accept(result, timestampMs);
    }

    private int slot(Object key) {
        int slot = table.slot(key);
        if (slot != KeyTable.FOREIGN) return slot;
        table = table.withAnyKeys();
        return table.slot(key);
    }

    @Override
    protected boolean finishSome() throws Exception {
        return !atEnd || outgrowth.emitResults(table, next, function);
    }

    @Override
    protected void onOpen() throws Exception {
        openFunctions(keySelector, function);
        outgrowth = Outgrowth.merging(atEnd ? context().spills().get() : null, function);
    }

    @Override
    public void close() throws Exception {
        if (outgrowth != null) outgrowth.close();
        closeFunctions(keySelector, function);
    }

    @Override
    public void snapshot(StateSnapshot out) {
        table.snapshot("accumulators", out);
    }

    @Override
    public void restore(StateEntry entry) {
        int slot = slot(Objects.requireNonNull(entry.key()));
        table.set(slot, Objects.requireNonNull(entry.value()));
    }
}
