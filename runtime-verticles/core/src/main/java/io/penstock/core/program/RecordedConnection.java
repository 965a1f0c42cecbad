// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.program;

import io.penstock.api.ConnectedStreams;
import io.penstock.api.DataStream;
import io.penstock.api.function.CoMapFunction;
import io.penstock.api.function.CoProcessFunction;
import java.util.List;

/** Two recorded streams that enter one operator. */
record RecordedConnection<L, R>(RecordedStream<L> left, RecordedStream<R> right) implements ConnectedStreams<L, R> {
    private <O> DataStream<O> operator(String name, OperatorSpec spec) {
        return new RecordedStream<>(left.plan, left.plan.add(name, spec, List.of(left.outputs, right.outputs)));
    }

    @Override
    public <O> DataStream<O> map(CoMapFunction<? super L, ? super R, O> function) {
        return operator("map", new OperatorSpec.CoMapSpec(Checks.present("map", "the function", function)));
    }

    @Override
    public <O> DataStream<O> process(CoProcessFunction<Void, L, R, O> function) {
        Checks.present("process", "the function", function);
        return operator("process", new OperatorSpec.CoProcessSpec(null, null, null, function));
    }
}
