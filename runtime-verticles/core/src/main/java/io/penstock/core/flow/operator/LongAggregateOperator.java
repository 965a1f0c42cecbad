// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.operator;

import io.penstock.api.Keyed;
import io.penstock.api.function.KeySelector;
import io.penstock.core.program.OperatorSpec;
import io.penstock.core.program.OperatorSpec.AggregateSpec;
import io.penstock.core.state.KeyTable;
import io.penstock.core.state.LongFold;
import io.penstock.core.state.LongTable;
import io.penstock.core.state.StateEntry;
import io.penstock.core.state.StateSnapshot;
import java.util.Objects;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Template: {@link AggregateOperator} for the built-in aggregates that fit in a long, which it keeps unboxed. */
@SuppressWarnings({"unchecked", "rawtypes", "NullAway.Init"})
public final class LongAggregateOperator extends Operator {
    private KeySelector keySelector;
    private @Nullable ToLongFunction field;
    private LongFold kind;
    private boolean atEnd;
    private LongTable table;
    private Outgrowth outgrowth;

    @Override
    public void configure(OperatorSpec spec, Specialization specialization) {
        AggregateSpec aggregate = (AggregateSpec) spec;
        LongFolding folding = Objects.requireNonNull(LongFolding.of(aggregate.function()));
        keySelector = aggregate.key();
        field = folding.field();
        kind = folding.kind();
        atEnd = aggregate.atEnd();
        table = LongTable.forKeys(aggregate.keyType(), folding.identity(), 16);
    }

    @Override
    public void accept(Object value, long timestampMs) {
        if (value instanceof Partial partial) {
            merge(partial);
            return;
        }
        Object key;
        long result;
        try {
            key = keySelector.key(value);
            int slot = slot(key);
            ToLongFunction taken = field;
            result = kind.combine(table.get(slot), taken == null ? 1 : taken.applyAsLong(value));
            table.set(slot, result);
            if (atEnd && table.size() >= outgrowth.lookAt) look();
        } catch (Exception e) {
            throw failed(e);
        }
        if (!atEnd) next.accept(new Keyed(key, result), timestampMs);
    }

    /** From a combiner, and so of an aggregation that emits at the end. */
    private void merge(Partial partial) {
        int slot = slot(partial.key());
        table.set(slot, kind.combine(table.get(slot), partial.folded()));
        if (table.size() >= outgrowth.lookAt) look();
    }

    private void look() {
        try {
            if (outgrowth.spilled(table)) table.clear();
        } catch (Exception e) {
            throw failed(e);
        }
    }

    private int slot(Object key) {
        int slot = table.slot(key);
        if (slot != KeyTable.FOREIGN) return slot;
        table = table.withAnyKeys();
        return table.slot(key);
    }

    @Override
    protected boolean finishSome() throws Exception {
        return !atEnd || outgrowth.emitKeyed(table, next);
    }

    @Override
    protected void onOpen() throws Exception {
        openFunctions(keySelector, field);
        outgrowth = Outgrowth.folding(atEnd ? context().spills().get() : null, kind);
    }

    @Override
    public void close() throws Exception {
        if (outgrowth != null) outgrowth.close();
        closeFunctions(keySelector, field);
    }

    @Override
    public void snapshot(StateSnapshot out) {
        table.snapshot("accumulators", out);
    }

    @Override
    public void restore(StateEntry entry) {
        int slot = slot(Objects.requireNonNull(entry.key()));
        table.set(slot, (Long) Objects.requireNonNull(entry.value()));
    }
}
