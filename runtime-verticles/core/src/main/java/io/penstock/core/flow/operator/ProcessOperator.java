// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.operator;

import io.penstock.api.function.Collector;
import io.penstock.api.function.ProcessFunction;
import io.penstock.core.program.OperatorSpec;
import io.penstock.core.program.OperatorSpec.ProcessSpec;

/** Template: the general function of a stream without keys. */
@SuppressWarnings({"unchecked", "rawtypes", "NullAway.Init"})
public final class ProcessOperator extends FunctionOperator implements ProcessFunction.Context, Collector<Object> {
    private ProcessFunction function;

    @Override
    public void configure(OperatorSpec spec, Specialization specialization) {
        function = ((ProcessSpec) spec).function();
    }

    @Override
    public void accept(Object value, long timestampMs) {
        this.timestampMs = timestampMs;
        try {
            function.process(value, this, this);
        } catch (Exception e) {
            throw failed(e);
        }
    }

    @Override
    public void collect(Object value) {
        next.accept(value, timestampMs);
    }

    @Override
    protected void onFinish() throws Exception {
        timestampMs = Long.MIN_VALUE;
        function.finish(this);
    }

    @Override
    protected void onOpen() throws Exception {
        openFunctions(function);
    }

    @Override
    public void close() throws Exception {
        closeFunctions(function);
    }
}
