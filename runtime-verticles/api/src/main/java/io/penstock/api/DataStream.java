// SPDX-License-Identifier: Apache-2.0
package io.penstock.api;

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

/**
 * A stream of records. The methods that transform it add an operator and return its output; the methods in the second
 * half describe the operator that made this stream and return the same stream. Not thread-safe; valid only during
 * {@link JobProgram#define}.
 *
 * <pre>{@code
 * DataStream<String> words = lines.flatMap(line -> List.of(line.split(" ")))
 *         .name("split")
 *         .filter(word -> !word.isBlank())
 *         .map(String::toLowerCase);
 * words.sinkTo("words", Sinks.print("word "));
 * }</pre>
 */
public interface DataStream<T> {
    /** One result for each record. */
    <R> DataStream<R> map(MapFunction<? super T, ? extends R> function);

    /** Any number of results for each record. */
    <R> DataStream<R> flatMap(FlatMapFunction<? super T, R> function);

    /** Any number of results for each record, when a list or another iterable of them is at hand. */
    <R> DataStream<R> flatMap(MapFunction<? super T, ? extends Iterable<? extends R>> function);

    /** Keeps the records that pass. */
    DataStream<T> filter(FilterFunction<? super T> predicate);

    /** The general non-keyed operator. */
    <R> DataStream<R> process(ProcessFunction<? super T, R> function);

    /** Partitions by key: all records of a key meet in one subtask, which keeps its state. */
    <K> KeyedStream<T, K> keyBy(KeySelector<? super T, ? extends K> key);

    /** Records of all streams, in no particular order among them. */
    DataStream<T> union(DataStream<? extends T> other);

    /** Two streams of different types into one operator. */
    <R> ConnectedStreams<T, R> connect(DataStream<R> other);

    /** This stream beside one that every subtask sees whole. */
    <B> BroadcastConnectedStream<T, B> connectBroadcast(DataStream<B> broadcast, MapStateDescriptor<?, ?>... states);

    /** Joins by key within windows; go on with {@code where}. */
    <R> WindowJoin<T, R> join(DataStream<R> other);

    /** Assigns event time and watermarks. */
    DataStream<T> assignTimestampsAndWatermarks(WatermarkStrategy<? super T> strategy);

    /** The records that the operator of this stream emitted to {@code tag}. */
    <X> DataStream<X> sideOutput(OutputTag<X> tag);

    /** Writes to a sink. */
    SinkHandle sinkTo(String name, Sink<? super T> sink);

    /** To the next operator's subtasks in turn. */
    DataStream<T> rebalance();

    /** In turn to a local share of the next operator's subtasks, with fewer channels than {@link #rebalance}. */
    DataStream<T> rescale();

    /** To random subtasks, uniformly. */
    DataStream<T> shuffle();

    /** To every subtask. */
    DataStream<T> broadcast();

    /** Subtask to subtask of the same index; parallelism must be equal. */
    DataStream<T> forward();

    /** By a partitioner of one's own; without keyed state. */
    <K> DataStream<T> partitionCustom(Partitioner<? super K> partitioner, KeySelector<? super T, ? extends K> key);

    /** Declares the record class, for checks and for a better wire format; also as a help where a lambda hides it. */
    DataStream<T> returns(Class<T> type);

    /** Display name of this stream's operator. */
    DataStream<T> name(String name);

    /** Stable identity of the operator, under which its state is found in snapshots; unique within the job. */
    DataStream<T> uid(String uid);

    /** Number of subtasks. */
    DataStream<T> parallelism(int parallelism);

    /** Upper bound of the parallelism; the number of key groups for keyed operators. */
    DataStream<T> maxParallelism(int maxParallelism);

    /** Operators of the same group may share slots; default group {@code default}. */
    DataStream<T> slotSharingGroup(String group);

    /** What one subtask needs. */
    DataStream<T> resources(ResourceProfile profile);

    /** Does not chain to the operator before. */
    DataStream<T> startNewChain();

    /** Does not chain to the operator before, nor the next to this. */
    DataStream<T> disableChaining();

    /** Says that the operator may block its thread (a JDBC call, say): its task gets a thread of its own. */
    DataStream<T> blocking();
}
