// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.operator;

import io.penstock.api.function.CoProcessFunction;
import io.penstock.api.function.Collector;
import io.penstock.api.function.KeySelector;
import io.penstock.core.program.OperatorSpec;
import io.penstock.core.program.OperatorSpec.CoProcessSpec;
import org.jspecify.annotations.Nullable;

/** Template: the general function of two connected streams, keyed or not. */
@SuppressWarnings({"unchecked", "rawtypes", "NullAway.Init"})
public final class CoProcessOperator extends KeyedFunctionOperator implements Collector<Object> {
    private @Nullable KeySelector leftKey;
    private @Nullable KeySelector rightKey;
    private CoProcessFunction function;
    private boolean opened;

    @Override
    public void configure(OperatorSpec spec, Specialization specialization) {
        CoProcessSpec process = (CoProcessSpec) spec;
        leftKey = process.leftKey();
        rightKey = process.rightKey();
        function = process.function();
        configureKeys(leftKey != null, process.keyType());
    }

    @Override
    public void accept(Object value, long timestampMs) {
        KeySelector selector = leftKey;
        try {
            enter(selector == null ? null : selector.key(value), timestampMs);
            function.process1(value, this, this);
        } catch (Exception e) {
            throw failed(e);
        }
        leave();
    }

    @Override
    public void acceptRight(Object value, long timestampMs) {
        KeySelector selector = rightKey;
        try {
            enter(selector == null ? null : selector.key(value), timestampMs);
            function.process2(value, this, this);
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
        openFunctions(leftKey, rightKey);
        opened = true;
        function.open(this);
    }

    @Override
    public void close() throws Exception {
        if (!opened) return;
        closeFunctions(leftKey, rightKey);
        function.close();
    }
}
