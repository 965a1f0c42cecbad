// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.program;

import io.penstock.api.function.Collector;
import io.penstock.api.function.FlatMapFunction;
import io.penstock.api.function.MapFunction;
import io.penstock.api.function.RichFunction;
import io.penstock.api.function.RuntimeContext;

/** Emits what an iterable holds, one by one. */
public record IterableFlatMap<T, R>(MapFunction<? super T, ? extends Iterable<? extends R>> function)
        implements FlatMapFunction<T, R>, RichFunction {
    @Override
    public void open(RuntimeContext context) throws Exception {
        if (function instanceof RichFunction rich) rich.open(context);
    }

    @Override
    public void flatMap(T value, Collector<R> out) throws Exception {
        for (R result : function.map(value)) out.collect(result);
    }

    @Override
    public void close() throws Exception {
        if (function instanceof RichFunction rich) rich.close();
    }
}
