// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.operator;

import io.penstock.api.function.BroadcastProcessFunction.WriteContext;
import io.penstock.api.function.OutputTag;
import io.penstock.api.state.MapState;
import io.penstock.api.state.MapStateDescriptor;
import io.penstock.core.state.BroadcastStore;

/** What a function sees around a broadcast record: the same as for others, but broadcast state may be written. */
record BroadcastWriter(FunctionOperator operator, BroadcastStore broadcast) implements WriteContext {
    @Override
    public <K, V> MapState<K, V> broadcastState(MapStateDescriptor<K, V> descriptor) {
        return broadcast.state(descriptor, true);
    }

    @Override
    public <X> void output(OutputTag<X> tag, X value) {
        operator.output(tag, value);
    }

    @Override
    public long timestamp() {
        return operator.timestamp();
    }

    @Override
    public long currentWatermark() {
        return operator.currentWatermark();
    }

    @Override
    public long currentProcessingTime() {
        return operator.currentProcessingTime();
    }
}
