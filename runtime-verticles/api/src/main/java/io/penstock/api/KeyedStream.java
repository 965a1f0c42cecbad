// SPDX-License-Identifier: Apache-2.0
package io.penstock.api;

import io.penstock.api.function.AggregateFunction;
import io.penstock.api.function.KeyedProcessFunction;
import io.penstock.api.function.ReduceFunction;
import io.penstock.api.state.MapStateDescriptor;
import io.penstock.api.window.WindowAssigner;

/**
 * A stream partitioned by key.
 *
 * <pre>{@code
 * KeyedStream<Order, String> byCustomer = orders.keyBy(Order::customer).keyType(String.class);
 * byCustomer.aggregate(Aggregates.summingLong(Order::amount)).sinkTo("totals", Sinks.print("total "));
 * byCustomer.reduce((a, b) -> a.amount() > b.amount() ? a : b).sinkTo("largest", Sinks.print("largest "));
 * }</pre>
 */
public interface KeyedStream<T, K> {
    /** Running reduction: one result per record when streaming, one per key at the end in batch. */
    DataStream<T> reduce(ReduceFunction<T> function);

    /** Running aggregation: one (key, result) per record when streaming, one per key at the end in batch. */
    <A, R> DataStream<Keyed<K, R>> aggregate(AggregateFunction<? super T, A, R> function);

    /** Keyed state and timers. */
    <R> DataStream<R> process(KeyedProcessFunction<K, ? super T, R> function);

    /** Windows per key. */
    WindowedStream<T, K> window(WindowAssigner assigner);

    /** Pairs with records of the other stream whose time lies within bounds of this record's time. */
    <R> IntervalJoin<T, R, K> intervalJoin(KeyedStream<R, K> other);

    /** Two streams keyed alike into one operator with shared keyed state. */
    <R> KeyedConnectedStreams<T, R, K> connect(KeyedStream<R, K> other);

    /** This keyed stream beside one that every subtask sees whole. */
    <B> KeyedBroadcastConnectedStream<T, B, K> connectBroadcast(
            DataStream<B> broadcast, MapStateDescriptor<?, ?>... states);

    /** Declares the key's class: long and string keys get specialised tables. */
    KeyedStream<T, K> keyType(Class<K> type);
}
