// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.program;

import io.penstock.api.DataStream;
import io.penstock.api.IntervalJoin;
import io.penstock.api.Keyed;
import io.penstock.api.KeyedBroadcastConnectedStream;
import io.penstock.api.KeyedConnectedStreams;
import io.penstock.api.KeyedStream;
import io.penstock.api.WindowedStream;
import io.penstock.api.function.AggregateFunction;
import io.penstock.api.function.BroadcastProcessFunction;
import io.penstock.api.function.CoProcessFunction;
import io.penstock.api.function.KeySelector;
import io.penstock.api.function.KeyedProcessFunction;
import io.penstock.api.function.ReduceFunction;
import io.penstock.api.state.MapStateDescriptor;
import io.penstock.api.window.WindowAssigner;
import java.util.List;

/** A keyed stream that records what is done with it; the key itself is no operator but part of the next one. */
final class RecordedKeyedStream<T, K> implements KeyedStream<T, K> {
    final RecordedStream<T> stream;
    final KeySelector<? super T, ? extends K> key;
    final KeyType keyType = new KeyType();

    RecordedKeyedStream(RecordedStream<T> stream, KeySelector<? super T, ? extends K> key) {
        stream.plan.keyed(key);
        this.stream = stream;
        this.key = key;
    }

    List<PlanRecorder.Output> outputs() {
        return stream.hashed(key, keyType);
    }

    /** A one-input operator on this key. */
    <R> DataStream<R> operator(String name, OperatorSpec spec) {
        return new RecordedStream<>(stream.plan, stream.plan.add(name, spec, List.of(outputs())));
    }

    private static <X, K2> RecordedKeyedStream<X, K2> own(PlanRecorder plan, KeyedStream<X, K2> other) {
        if (Checks.present(null, "the other stream", other) instanceof RecordedKeyedStream<X, K2> keyed) {
            RecordedStream.own(plan, keyed.stream);
            return keyed;
        }
        throw ProgramException.of(
                "two streams of different jobs can't meet", "make all streams from the builder that define was given");
    }

    @Override
    public DataStream<T> reduce(ReduceFunction<T> function) {
        Checks.present("reduce", "the function", function);
        return operator("reduce", new OperatorSpec.ReduceSpec(key, keyType.type, function, false));
    }

    @Override
    public <A, R> DataStream<Keyed<K, R>> aggregate(AggregateFunction<? super T, A, R> function) {
        Checks.present("aggregate", "the function", function);
        return operator("aggregate", new OperatorSpec.AggregateSpec(key, keyType.type, function, false));
    }

    @Override
    public <R> DataStream<R> process(KeyedProcessFunction<K, ? super T, R> function) {
        Checks.present("process", "the function", function);
        return operator("process", new OperatorSpec.KeyedProcessSpec(key, keyType.type, function));
    }

    @Override
    public WindowedStream<T, K> window(WindowAssigner assigner) {
        return new RecordedWindowedStream<>(this, Checks.present("window", "the window assigner", assigner));
    }

    @Override
    public <R> IntervalJoin<T, R, K> intervalJoin(KeyedStream<R, K> other) {
        return new RecordedIntervalJoin<>(this, own(stream.plan, other));
    }

    @Override
    public <R> KeyedConnectedStreams<T, R, K> connect(KeyedStream<R, K> other) {
        var right = own(stream.plan, other);
        return new KeyedConnectedStreams<>() {
            @Override
            public <O> DataStream<O> process(CoProcessFunction<K, T, R, O> function) {
                Checks.present("process", "the function", function);
                var spec = new OperatorSpec.CoProcessSpec(key, right.key, keyType.type, function);
                return new RecordedStream<>(
                        stream.plan, stream.plan.add("process", spec, List.of(outputs(), right.outputs())));
            }
        };
    }

    @Override
    public <B> KeyedBroadcastConnectedStream<T, B, K> connectBroadcast(
            DataStream<B> broadcast, MapStateDescriptor<?, ?>... states) {
        var connection =
                new RecordedBroadcastConnection(stream.plan, RecordedStream.own(stream.plan, broadcast), states);
        return new KeyedBroadcastConnectedStream<>() {
            @Override
            public <O> DataStream<O> process(BroadcastProcessFunction<K, T, B, O> function) {
                return connection.process(outputs(), key, keyType.type, function);
            }
        };
    }

    @Override
    public KeyedStream<T, K> keyType(Class<K> type) {
        keyType.declare(Checks.present("keyBy", "the key's class", type));
        return this;
    }
}
