// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.window;

import io.penstock.api.function.AggregateFunction;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Template: by an aggregate function. */
@SuppressWarnings({"unchecked", "rawtypes", "NullAway.Init"})
public final class AggregateFold extends Fold {
    private AggregateFunction function;

    @Override
    void configure(@Nullable Object function) {
        this.function = (AggregateFunction) Objects.requireNonNull(function);
    }

    @Override
    public Object add(@Nullable Object accumulator, Object value) throws Exception {
        return function.add(accumulator == null ? function.createAccumulator() : accumulator, value);
    }

    @Override
    public Object merge(Object left, Object right) throws Exception {
        return function.merge(left, right);
    }

    @Override
    public Object result(Object accumulator) throws Exception {
        return function.result(accumulator);
    }
}
