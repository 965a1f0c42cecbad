// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.program;

import io.penstock.api.BroadcastConnectedStream;
import io.penstock.api.ConnectedStreams;
import io.penstock.api.DataStream;
import io.penstock.api.KeyedStream;
import io.penstock.api.ResourceProfile;
import io.penstock.api.SinkHandle;
import io.penstock.api.WindowJoin;
import io.penstock.api.function.FilterFunction;
import io.penstock.api.function.FlatMapFunction;
import io.penstock.api.function.KeySelector;
import io.penstock.api.function.MapFunction;
import io.penstock.api.function.OutputTag;
import io.penstock.api.function.Partitioner;
import io.penstock.api.function.ProcessFunction;
import io.penstock.api.sink.Sink;
import io.penstock.api.state.MapStateDescriptor;
import io.penstock.api.time.WatermarkStrategy;
import io.penstock.core.program.PlanRecorder.Output;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A stream that records what is done with it. It stands for one or (after a union) several outputs of operators; only
 * while it is the plain main output of one operator can that operator be described through it.
 */
final class RecordedStream<T> implements DataStream<T> {
    final PlanRecorder plan;
    final List<Output> outputs;

    private RecordedStream(PlanRecorder plan, List<Output> outputs) {
        this.plan = plan;
        this.outputs = outputs;
    }

    RecordedStream(PlanRecorder plan, NodeDraft node) {
        this(plan, List.of(new Output(node.id, null, new Partitioning.Forward(), false)));
    }

    /** The same outputs, by key. */
    List<Output> hashed(KeySelector<?, ?> key, KeyType keyType) {
        return outputs.stream()
                .map(o -> o.to(new Partitioning.Hash(key, keyType.type)))
                .toList();
    }

    /** The stream that {@code other} really is; one of another builder or of the user's own making is an error. */
    static <X> RecordedStream<X> own(PlanRecorder plan, DataStream<X> other) {
        if (Checks.present(null, "the other stream", other) instanceof RecordedStream<X> stream
                && stream.plan == plan) {
            return stream;
        }
        throw ProgramException.of(
                "two streams of different jobs can't meet", "make all streams from the builder that define was given");
    }

    private <R> RecordedStream<R> operator(String name, OperatorSpec spec) {
        return new RecordedStream<>(plan, plan.add(name, spec, List.of(outputs)));
    }

    @Override
    public <R> DataStream<R> map(MapFunction<? super T, ? extends R> function) {
        return operator("map", new OperatorSpec.MapSpec(Checks.present("map", "the function", function)));
    }

    @Override
    public <R> DataStream<R> flatMap(FlatMapFunction<? super T, R> function) {
        return operator("flatMap", new OperatorSpec.FlatMapSpec(Checks.present("flatMap", "the function", function)));
    }

    @Override
    public <R> DataStream<R> flatMap(MapFunction<? super T, ? extends Iterable<? extends R>> function) {
        return flatMap(new IterableFlatMap<T, R>(Checks.present("flatMap", "the function", function)));
    }

    @Override
    public DataStream<T> filter(FilterFunction<? super T> predicate) {
        return operator("filter", new OperatorSpec.FilterSpec(Checks.present("filter", "the predicate", predicate)));
    }

    @Override
    public <R> DataStream<R> process(ProcessFunction<? super T, R> function) {
        return operator("process", new OperatorSpec.ProcessSpec(Checks.present("process", "the function", function)));
    }

    @Override
    public <K> KeyedStream<T, K> keyBy(KeySelector<? super T, ? extends K> key) {
        return new RecordedKeyedStream<>(this, Checks.present("keyBy", "the key selector", key));
    }

    @Override
    public DataStream<T> union(DataStream<? extends T> other) {
        List<Output> both = new ArrayList<>(outputs);
        both.addAll(own(plan, other).outputs);
        return new RecordedStream<>(plan, List.copyOf(both));
    }

    @Override
    public <R> ConnectedStreams<T, R> connect(DataStream<R> other) {
        return new RecordedConnection<>(this, own(plan, other));
    }

    @Override
    public <B> BroadcastConnectedStream<T, B> connectBroadcast(
            DataStream<B> broadcast, MapStateDescriptor<?, ?>... states) {
        var connection = new RecordedBroadcastConnection(plan, own(plan, broadcast), states);
        return new BroadcastConnectedStream<>() {
            @Override
            public <O> DataStream<O> process(
                    io.penstock.api.function.BroadcastProcessFunction<Void, T, B, O> function) {
                return connection.process(outputs, null, null, function);
            }
        };
    }

    @Override
    public <R> WindowJoin<T, R> join(DataStream<R> other) {
        return new RecordedWindowJoin<>(this, own(plan, other));
    }

    @Override
    public DataStream<T> assignTimestampsAndWatermarks(WatermarkStrategy<? super T> strategy) {
        var spec = new OperatorSpec.WatermarkSpec(Checks.present("watermarks", "the watermark strategy", strategy));
        return operator("watermarks", spec);
    }

    @Override
    public <X> DataStream<X> sideOutput(OutputTag<X> tag) {
        Checks.present(null, "the output tag", tag);
        NodeDraft node = described("sideOutput");
        SideOutputChecks.check(node, tag);
        return new RecordedStream<>(plan, List.of(new Output(node.id, tag.name(), new Partitioning.Forward(), false)));
    }

    @Override
    public SinkHandle sinkTo(String name, Sink<? super T> sink) {
        var spec = new OperatorSpec.SinkSpec(Checks.present(name, "the sink", sink));
        return new RecordedSink(plan, plan.add(name, spec, List.of(outputs)).id);
    }

    private DataStream<T> distributed(Partitioning partitioning) {
        plan.checkOpen();
        return new RecordedStream<>(
                plan, outputs.stream().map(o -> o.to(partitioning)).toList());
    }

    @Override
    public DataStream<T> rebalance() {
        return distributed(new Partitioning.Rebalance());
    }

    @Override
    public DataStream<T> rescale() {
        return distributed(new Partitioning.Rescale());
    }

    @Override
    public DataStream<T> shuffle() {
        return distributed(new Partitioning.Shuffle());
    }

    @Override
    public DataStream<T> broadcast() {
        return distributed(new Partitioning.Broadcast());
    }

    @Override
    public DataStream<T> forward() {
        return distributed(new Partitioning.Forward());
    }

    @Override
    public <K> DataStream<T> partitionCustom(
            Partitioner<? super K> partitioner, KeySelector<? super T, ? extends K> key) {
        return distributed(new Partitioning.Custom(
                Checks.present(null, "the partitioner", partitioner), Checks.present(null, "the key selector", key)));
    }

    /** The operator that this stream is the main output of. */
    private NodeDraft described(String method) {
        Output first = outputs.get(0);
        if (outputs.size() > 1) throw describesNone(method, "union made no operator", "call it before the union");
        if (first.explicit()) {
            String how = first.partitioning().getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
            throw describesNone(method, "the " + how + " before it made no operator", "call it one step earlier");
        }
        if (first.sideOutput() != null) {
            throw describesNone(method, "this is a side output", "call it on the operator's main output");
        }
        return plan.node(first.node());
    }

    private static ProgramException describesNone(String method, String why, String remedy) {
        return ProgramException.of(method + " belongs to the operator that made a stream, but " + why, remedy);
    }

    private DataStream<T> describe(String method, Consumer<NodeDraft> change) {
        change.accept(described(method));
        return this;
    }

    @Override
    public DataStream<T> returns(Class<T> type) {
        return describe("returns", n -> n.recordType = Checks.present(n.name, "the record class", type));
    }

    @Override
    public DataStream<T> name(String name) {
        return describe("name", n -> n.name(name));
    }

    @Override
    public DataStream<T> uid(String uid) {
        return describe("uid", n -> n.uid(uid));
    }

    @Override
    public DataStream<T> parallelism(int parallelism) {
        return describe("parallelism", n -> n.parallelism(parallelism));
    }

    @Override
    public DataStream<T> maxParallelism(int maxParallelism) {
        return describe("maxParallelism", n -> n.maxParallelism(maxParallelism));
    }

    @Override
    public DataStream<T> slotSharingGroup(String group) {
        return describe("slotSharingGroup", n -> n.slotSharingGroup(group));
    }

    @Override
    public DataStream<T> resources(ResourceProfile profile) {
        return describe("resources", n -> n.profile(profile));
    }

    @Override
    public DataStream<T> startNewChain() {
        return describe("startNewChain", n -> n.chaining = PlanNode.Chaining.HEAD);
    }

    @Override
    public DataStream<T> disableChaining() {
        return describe("disableChaining", n -> n.chaining = PlanNode.Chaining.NEVER);
    }

    @Override
    public DataStream<T> blocking() {
        return describe("blocking", n -> n.blocking = true);
    }
}
