// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.operator;

import io.penstock.api.function.Collector;
import io.penstock.api.function.KeySelector;
import io.penstock.api.function.KeyedProcessFunction;
import io.penstock.core.program.OperatorSpec;
import io.penstock.core.program.OperatorSpec.KeyedProcessSpec;

/** Template: the general function of a keyed stream. */
@SuppressWarnings({"unchecked", "rawtypes", "NullAway.Init"})
public final class KeyedProcessOperator extends KeyedFunctionOperator implements Collector<Object> {
    private KeySelector keySelector;
    private KeyedProcessFunction function;
    private boolean opened;

    @Override
    public void configure(OperatorSpec spec, Specialization specialization) {
        KeyedProcessSpec process = (KeyedProcessSpec) spec;
        keySelector = process.key();
        function = process.function();
        configureKeys(true, process.keyType());
    }

    @Override
    public void accept(Object value, long timestampMs) {
        try {
            enter(keySelector.key(value), timestampMs);
            function.process(value, this, this);
        } catch (Exception e) {
            throw failed(e);
        }
        leave();
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
}
