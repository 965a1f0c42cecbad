// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.operator;

import io.penstock.api.function.BroadcastProcessFunction;
import io.penstock.api.function.Collector;
import io.penstock.api.function.KeySelector;
import io.penstock.api.state.MapState;
import io.penstock.api.state.MapStateDescriptor;
import io.penstock.core.program.OperatorSpec;
import io.penstock.core.program.OperatorSpec.BroadcastProcessSpec;
import io.penstock.core.state.BroadcastStore;
import io.penstock.core.state.StateEntry;
import io.penstock.core.state.StateSnapshot;
import org.jspecify.annotations.Nullable;

/** Template: a stream, keyed or not, beside one that every subtask sees whole. */
@SuppressWarnings({"unchecked", "rawtypes", "NullAway.Init"})
public final class BroadcastProcessOperator extends KeyedFunctionOperator
        implements BroadcastProcessFunction.ReadContext<Object>, Collector<Object> {
    private @Nullable KeySelector keySelector;
    private BroadcastProcessFunction function;
    private BroadcastStore broadcast;
    private BroadcastWriter writer;
    private boolean opened;

    @Override
    public void configure(OperatorSpec spec, Specialization specialization) {
        BroadcastProcessSpec process = (BroadcastProcessSpec) spec;
        keySelector = process.key();
        function = process.function();
        broadcast = new BroadcastStore(process.states());
        writer = new BroadcastWriter(this, broadcast);
        configureKeys(keySelector != null, process.keyType());
    }

    @Override
    public void accept(Object value, long timestampMs) {
        KeySelector selector = keySelector;
        try {
            enter(selector == null ? null : selector.key(value), timestampMs);
            function.process(value, this, this);
        } catch (Exception e) {
            throw failed(e);
        }
        leave();
    }

    @Override
    public void acceptRight(Object value, long timestampMs) {
        try {
            enter(null, timestampMs);
            function.processBroadcast(value, writer, this);
        } catch (Exception e) {
            throw failed(e);
        }
    }

    @Override
    public <K, V> MapState<K, V> broadcastState(MapStateDescriptor<K, V> descriptor) {
        return broadcast.state(descriptor, false);
    }

    @Override
    protected void fire(long timeMs) throws Exception {
        function.onTimer(timeMs, this, this);
    }

    @Override
    public void collect(Object value) {
        next.accept(value, timestampMs);
    }

    @Override
    protected void onOpen() throws Exception {
        openFunctions(keySelector);
        opened = true;
        function.open(this);
    }

    @Override
    public void close() throws Exception {
        if (!opened) return;
        closeFunctions(keySelector);
        function.close();
    }

    @Override
    public void snapshot(StateSnapshot out) {
        super.snapshot(out);
        broadcast.snapshot(out);
    }

    @Override
    public void restore(StateEntry entry) {
        if (entry.key() != null || !broadcast.restore(entry)) super.restore(entry);
    }
}
