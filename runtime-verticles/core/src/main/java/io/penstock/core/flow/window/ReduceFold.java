// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.window;

import io.penstock.api.function.ReduceFunction;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Template: by a reduce function; the accumulator is the value itself. */
@SuppressWarnings({"unchecked", "rawtypes", "NullAway.Init"})
public final class ReduceFold extends Fold {
    private ReduceFunction function;

    @Override
    void configure(@Nullable Object function) {
        this.function = (ReduceFunction) Objects.requireNonNull(function);
    }

    @Override
    public Object add(@Nullable Object accumulator, Object value) throws Exception {
        return accumulator == null ? value : function.reduce(accumulator, value);
    }

    @Override
    public Object merge(Object left, Object right) throws Exception {
        return function.reduce(left, right);
    }

    @Override
    public Object result(Object accumulator) {
        return accumulator;
    }
}
