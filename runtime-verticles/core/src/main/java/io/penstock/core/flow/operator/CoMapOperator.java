// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.operator;

import io.penstock.api.function.CoMapFunction;
import io.penstock.core.program.OperatorSpec;
import io.penstock.core.program.OperatorSpec.CoMapSpec;

/** Template: maps the records of two inputs to one type. */
@SuppressWarnings({"unchecked", "rawtypes", "NullAway.Init"})
public final class CoMapOperator extends Operator {
    private CoMapFunction function;

    @Override
    public void configure(OperatorSpec spec, Specialization specialization) {
        function = ((CoMapSpec) spec).function();
    }

    @Override
    public void accept(Object value, long timestampMs) {
        Object result;
        try {
            result = function.map1(value);
        } catch (Exception e) {
            throw failed(e);
        }
        next.accept(result, timestampMs);
    }

    @Override
    public void acceptRight(Object value, long timestampMs) {
        Object result;
        try {
            result = function.map2(value);
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
