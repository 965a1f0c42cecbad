// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.operator;

import io.penstock.api.function.FilterFunction;
import io.penstock.core.program.OperatorSpec;
import io.penstock.core.program.OperatorSpec.FilterSpec;

/** Template: keeps the records that pass. */
@SuppressWarnings({"unchecked", "rawtypes", "NullAway.Init"})
public final class FilterOperator extends Operator {
    private FilterFunction predicate;

    @Override
    public void configure(OperatorSpec spec, Specialization specialization) {
        predicate = ((FilterSpec) spec).predicate();
    }

    @Override
    public void accept(Object value, long timestampMs) {
        boolean passes;
        try {
            passes = predicate.test(value);
        } catch (Exception e) {
            throw failed(e);
        }
        if (passes) next.accept(value, timestampMs);
    }

    @Override
    protected void onOpen() throws Exception {
        openFunctions(predicate);
    }

    @Override
    public void close() throws Exception {
        closeFunctions(predicate);
    }
}
