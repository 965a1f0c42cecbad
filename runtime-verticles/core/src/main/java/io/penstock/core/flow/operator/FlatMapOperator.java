// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.operator;

import io.penstock.api.function.Collector;
import io.penstock.api.function.FlatMapFunction;
import io.penstock.core.program.OperatorSpec;
import io.penstock.core.program.OperatorSpec.FlatMapSpec;

/** Template: any number of results per record. */
@SuppressWarnings({"unchecked", "rawtypes", "NullAway.Init"})
public final class FlatMapOperator extends Operator implements Collector<Object> {
    private FlatMapFunction function;
    private long timestampMs;

    @Override
    public void configure(OperatorSpec spec, Specialization specialization) {
        function = ((FlatMapSpec) spec).function();
    }

    @Override
    public void accept(Object value, long timestampMs) {
        this.timestampMs = timestampMs;
        try {
            function.flatMap(value, this);
        } catch (Exception e) {
            throw failed(e);
        }
    }

    @Override
    public void collect(Object value) {
        next.accept(value, timestampMs);
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
