// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.operator;

import io.penstock.api.function.KeySelector;
import io.penstock.core.program.OperatorSpec;
import io.penstock.core.program.OperatorSpec.AggregateSpec;
import io.penstock.core.state.KeyTable;
import io.penstock.core.state.LongFold;
import io.penstock.core.state.LongTable;
import java.util.Objects;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Template: folds records into one {@link Partial} per key before they cross an exchange, for an aggregation that emits
 * at the end only.
 *
 * <p>It pays where keys come again soon. So it counts: when the table is full and holds less than {@link #GAIN_MIN}
 * records per key, records pass as they are for a while, until it is tried anew.
 */
@SuppressWarnings({"unchecked", "rawtypes", "NullAway.Init"})
public final class CombineOperator extends Combiner {
    private static final int KEYS_MAX = 1 << 15;
    private static final int GAIN_MIN = 2;
    private static final int RECORDS_OFF = 64 * KEYS_MAX;

    private KeySelector keySelector;
    private @Nullable ToLongFunction field;
    private LongFold kind;
    private LongTable table;
    private int recordsIn;
    private int recordsToPass;

    @Override
    public void configure(OperatorSpec spec, Specialization specialization) {
        AggregateSpec aggregate = (AggregateSpec) spec;
        LongFolding folding = Objects.requireNonNull(LongFolding.of(aggregate.function()));
        keySelector = aggregate.key();
        field = folding.field();
        kind = folding.kind();
        table = LongTable.forKeys(aggregate.keyType(), folding.identity(), 16);
    }

    @Override
    public void accept(Object value, long timestampMs) {
        if (recordsToPass > 0) {
            recordsToPass--;
            next.accept(value, timestampMs);
            return;
        }
        try {
            fold(keySelector.key(value), value);
        } catch (Exception e) {
            throw failed(e);
        }
        recordsIn++;
        if (table.size() >= KEYS_MAX) judge();
    }

    private void fold(@Nullable Object key, Object value) {
        if (key == null) throw new NullPointerException("the key of " + value + " is null");
        int slot = table.slot(key);
        if (slot == KeyTable.FOREIGN) {
            table = table.withAnyKeys();
            slot = table.slot(key);
        }
        ToLongFunction taken = field;
        table.set(slot, kind.combine(table.get(slot), taken == null ? 1 : taken.applyAsLong(value)));
    }

    private void judge() {
        boolean pays = recordsIn / GAIN_MIN >= table.size();
        drain();
        if (!pays && mayStop()) recordsToPass = RECORDS_OFF;
    }

    @Override
    public void drain() {
        for (int slot = 0; slot < table.slots(); slot++) {
            if (!table.isUsed(slot)) continue;
            Object key = table.keyAt(slot);
            send(key, new Partial(key, table.get(slot)), Long.MIN_VALUE);
        }
        table.clear();
        recordsIn = 0;
        endBatches();
    }

    @Override
    protected void onFinish() {
        drain();
    }
}
