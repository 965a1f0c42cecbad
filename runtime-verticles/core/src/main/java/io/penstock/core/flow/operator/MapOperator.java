// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.operator;

import io.penstock.api.function.MapFunction;
import io.penstock.core.program.OperatorSpec;
import io.penstock.core.program.OperatorSpec.MapSpec;

/** Template: one result per record. */
@SuppressWarnings({"unchecked", "rawtypes", "NullAway.Init"})
public final class MapOperator extends Operator {
    private MapFunction function;

    @Override
    public void configure(OperatorSpec spec, Specialization specialization) {
        function = ((MapSpec) spec).function();
    }

    @Override
    public void accept(Object value, long timestampMs) {
        Object result;
        try {
            result = function.map(value);
        } catch (Exception e) {
            throw failed(e);
        }
        next.accept(result, timestampMs);
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
