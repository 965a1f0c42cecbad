// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.join;

import io.penstock.api.function.JoinFunction;
import io.penstock.api.function.KeySelector;
import io.penstock.core.flow.operator.Operator;
import io.penstock.core.flow.operator.Specialization;
import io.penstock.core.program.OperatorSpec;
import io.penstock.core.program.OperatorSpec.IntervalJoinSpec;
import io.penstock.core.state.KeyTable;
import io.penstock.core.state.ObjectTable;
import io.penstock.core.state.StateEntry;
import io.penstock.core.state.StateSnapshot;
import java.util.Objects;

/**
 * Template: pairs (left, right) of a key with right.time in [left.time + lower, left.time + upper]. A pair is emitted
 * when its second record comes, with the later of the two times. A record at or before the watermark is late and
 * dropped.
 *
 * <p>What can find no partner any more is dropped when its key is used, and from all keys when the watermark has gone
 * on by the interval's width: so the cost is constant per record, and memory stays within about twice of what is
 * needed.
 */
@SuppressWarnings({"unchecked", "rawtypes", "NullAway.Init"})
public final class IntervalJoinOperator extends Operator {
    private static final long SWEEP_EVERY_MIN_MS = 1_000;

    private KeySelector leftKey;
    private KeySelector rightKey;
    private JoinFunction function;
    private long lowerMs;
    private long upperMs;
    private ObjectTable table;
    private long nextSweepMs = Long.MIN_VALUE;
    private long lateRecords;

    @Override
    public void configure(OperatorSpec operator, Specialization specialization) {
        IntervalJoinSpec spec = (IntervalJoinSpec) operator;
        leftKey = spec.leftKey();
        rightKey = spec.rightKey();
        function = spec.function();
        lowerMs = spec.lowerMs();
        upperMs = spec.upperMs();
        table = ObjectTable.forKeys(spec.keyType(), 64);
    }

    @Override
    public void accept(Object value, long timestampMs) {
        if (isLate(timestampMs)) return;
        try {
            JoinBuffers buffers = buffersOf(leftKey.key(value));
            TimeBuffer others = buffers.right();
            buffers.left().add(timestampMs, value);
            int i = others.firstAt(timestampMs + lowerMs);
            for (; i < others.size() && others.time(i) <= timestampMs + upperMs; i++) {
                next.accept(function.join(value, others.value(i)), Math.max(timestampMs, others.time(i)));
            }
        } catch (Exception e) {
            throw failed(e);
        }
    }

    @Override
    public void acceptRight(Object value, long timestampMs) {
        if (isLate(timestampMs)) return;
        try {
            JoinBuffers buffers = buffersOf(rightKey.key(value));
            TimeBuffer others = buffers.left();
            buffers.right().add(timestampMs, value);
            int i = others.firstAt(timestampMs - upperMs);
            for (; i < others.size() && others.time(i) <= timestampMs - lowerMs; i++) {
                next.accept(function.join(others.value(i), value), Math.max(timestampMs, others.time(i)));
            }
        } catch (Exception e) {
            throw failed(e);
        }
    }

    private boolean isLate(long timestampMs) {
        if (timestampMs == Long.MIN_VALUE) {
            throw failed(new IllegalStateException(
                    "a record without event time came to an interval join: use assignTimestampsAndWatermarks"));
        }
        if (timestampMs > watermarkMs) return false;
        lateRecords++;
        return true;
    }

    private JoinBuffers buffersOf(Object key) {
        int slot = table.slot(key);
        if (slot == KeyTable.FOREIGN) {
            table = table.withAnyKeys();
            slot = table.slot(key);
        }
        JoinBuffers buffers = (JoinBuffers) table.get(slot);
        if (buffers == null) table.set(slot, buffers = new JoinBuffers());
        else drop(buffers);
        return buffers;
    }

    /**
     * A left record waits for rights up to its time + upper, a right one for lefts up to its time - lower; both come
     * after the watermark.
     */
    private void drop(JoinBuffers buffers) {
        if (watermarkMs == Long.MIN_VALUE) return;
        buffers.left().dropBefore(watermarkMs + 1 - upperMs);
        buffers.right().dropBefore(watermarkMs + 1 + lowerMs);
    }

    @Override
    protected void onWatermark(long watermarkMs) {
        if (watermarkMs == Long.MAX_VALUE) table.clear();
        if (watermarkMs < nextSweepMs || watermarkMs == Long.MAX_VALUE) return;
        if (table.isWalked()) return; // it would have to be saved all at once; what is too old does no harm
        nextSweepMs = watermarkMs + Math.max(SWEEP_EVERY_MIN_MS, upperMs - lowerMs);
        for (int slot = 0; slot < table.slots(); ) {
            if (table.isUsed(slot) && table.get(slot) instanceof JoinBuffers buffers) {
                drop(buffers);
                if (buffers.isEmpty()) {
                    table.removeAt(slot);
                    continue; // a removal moves a later entry into the slot
                }
            }
            slot++;
        }
    }

    @Override
    public long lateRecords() {
        return lateRecords;
    }

    @Override
    public void snapshot(StateSnapshot out) {
        out.walk(table, new JoinSaver(table, out));
    }

    @Override
    public void restore(StateEntry entry) {
        JoinBuffers buffers = buffersOf(Objects.requireNonNull(entry.key()));
        TimeBuffer side = entry.state().equals("left") ? buffers.left() : buffers.right();
        side.add((Long) Objects.requireNonNull(entry.detail()), Objects.requireNonNull(entry.value()));
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
