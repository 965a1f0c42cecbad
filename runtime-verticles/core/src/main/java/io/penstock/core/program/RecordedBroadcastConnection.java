// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.program;

import io.penstock.api.DataStream;
import io.penstock.api.function.BroadcastProcessFunction;
import io.penstock.api.function.KeySelector;
import io.penstock.api.state.MapStateDescriptor;
import io.penstock.core.program.PlanRecorder.Output;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A stream, keyed or not, beside a broadcast one. */
final class RecordedBroadcastConnection {
    private final PlanRecorder plan;
    private final RecordedStream<?> broadcast;
    private final List<MapStateDescriptor<?, ?>> states;

    RecordedBroadcastConnection(
            PlanRecorder plan, RecordedStream<?> broadcast, @Nullable MapStateDescriptor<?, ?>... states) {
        this.plan = plan;
        this.broadcast = broadcast;
        var names = new TreeSet<String>();
        for (var state : states) {
            if (!names.add(Checks.present("process", "a broadcast state's descriptor", state)
                    .name())) {
                throw ProgramException.at(
                        "process",
                        "broadcast state '" + state.name() + "' is described twice",
                        "give each state a name of its own");
            }
        }
        this.states = List.of(states);
    }

    <O> DataStream<O> process(
            List<Output> main,
            @Nullable KeySelector<?, ?> key,
            @Nullable Class<?> keyType,
            BroadcastProcessFunction<?, ?, ?, O> function) {
        Checks.present("process", "the function", function);
        var toAll = broadcast.outputs.stream()
                .map(o -> o.to(new Partitioning.Broadcast()))
                .toList();
        var spec = new OperatorSpec.BroadcastProcessSpec(key, keyType, List.copyOf(states), function);
        return new RecordedStream<>(plan, plan.add("process", spec, List.of(main, toAll)));
    }
}
