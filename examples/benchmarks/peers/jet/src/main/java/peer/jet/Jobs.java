// SPDX-License-Identifier: Apache-2.0
package peer.jet;

import static com.hazelcast.function.Functions.wholeItem;
import static com.hazelcast.jet.Util.entry;
import static com.hazelcast.jet.aggregate.AggregateOperations.counting;
import static com.hazelcast.jet.aggregate.AggregateOperations.summingLong;
import static com.hazelcast.jet.core.Edge.between;
import static com.hazelcast.jet.pipeline.WindowDefinition.tumbling;
import static java.util.Collections.singletonList;

import com.hazelcast.function.FunctionEx;
import com.hazelcast.function.SupplierEx;
import com.hazelcast.function.ToLongFunctionEx;
import com.hazelcast.jet.accumulator.LongAccumulator;
import com.hazelcast.jet.core.DAG;
import com.hazelcast.jet.core.Partitioner;
import com.hazelcast.jet.core.SlidingWindowPolicy;
import com.hazelcast.jet.core.TimestampKind;
import com.hazelcast.jet.core.Vertex;
import com.hazelcast.jet.core.processor.Processors;
import com.hazelcast.jet.datamodel.KeyedWindowResult;
import com.hazelcast.jet.pipeline.Pipeline;
import java.util.Map.Entry;

/** The pipelines. Every stage gets the same local parallelism. */
final class Jobs {
    static final ToLongFunctionEx<Entry<String, Long>> WORD_DIGEST = e -> Gen.checkWord(e.getKey(), e.getValue());
    static final ToLongFunctionEx<KeyedWindowResult<Long, Long>> WINDOW_DIGEST =
            r -> Gen.checkWindow(r.key(), r.start(), r.result());

    private Jobs() {}

    static Pipeline passthrough(long n, int lp, boolean preserveOrder) {
        Pipeline p = Pipeline.create().setPreserveOrder(preserveOrder);
        p.readFrom(IndexedSource.longs(n))
                .setLocalParallelism(lp)
                .map(x -> x + 1)
                .setLocalParallelism(lp)
                .filter(x -> (x & 1) != 0)
                .setLocalParallelism(lp)
                .writeTo(CheckSink.<Long>of(x -> x))
                .setLocalParallelism(lp);
        return p;
    }

    static Pipeline rollingWords(long lines, int lp) {
        Pipeline p = Pipeline.create();
        p.readFrom(IndexedSource.lines(lines))
                .setLocalParallelism(lp)
                .flatMap(Gen.Words::new)
                .setLocalParallelism(lp)
                .groupingKey(wholeItem())
                .rollingAggregate(counting())
                .setLocalParallelism(lp)
                .writeTo(CheckSink.of(WORD_DIGEST))
                .setLocalParallelism(lp);
        return p;
    }

    static Pipeline batchWords(long lines, int lp) {
        Pipeline p = Pipeline.create();
        p.readFrom(IndexedSource.lines(lines))
                .setLocalParallelism(lp)
                .flatMap(Gen.Words::new)
                .setLocalParallelism(lp)
                .groupingKey(wholeItem())
                .aggregate(counting())
                .setLocalParallelism(lp)
                .writeTo(CheckSink.of(WORD_DIGEST))
                .setLocalParallelism(lp);
        return p;
    }

    /** rollingWords as a DAG, with the hash code as partitioner in place of the serialized key. */
    static DAG rollingWordsDag(long lines, int lp) {
        DAG dag = new DAG();
        Vertex source =
                dag.newVertex("lines", IndexedSource.linesSupplier(lines)).localParallelism(lp);
        Vertex split = dag.newVertex("split", Processors.<String, String>flatMapP(Gen.Words::new))
                .localParallelism(lp);
        Vertex roll = dag.newVertex(
                        "roll",
                        Processors.<String, String, LongAccumulator, Entry<String, Long>>mapStatefulP(
                                Long.MAX_VALUE,
                                w -> w,
                                w -> Long.MIN_VALUE,
                                (SupplierEx<LongAccumulator>) LongAccumulator::new,
                                (acc, key, w) -> {
                                    acc.add(1);
                                    return entry(key, acc.get());
                                },
                                null,
                                null))
                .localParallelism(lp);
        Vertex sink = dag.newVertex("check", CheckSink.supplier(WORD_DIGEST)).localParallelism(lp);
        return dag.edge(between(source, split).isolated())
                .edge(between(split, roll).distributed().partitioned(wholeItem(), Partitioner.HASH_CODE))
                .edge(between(roll, sink).isolated());
    }

    static Pipeline window(EventSource.Spec spec, int lp) {
        Pipeline p = Pipeline.create();
        p.readFrom(EventSource.of(spec))
                .withNativeTimestamps(0)
                .setLocalParallelism(lp)
                .groupingKey(Event::key)
                .window(tumbling(Gen.WINDOW_MS))
                .aggregate(summingLong(Event::value))
                .setLocalParallelism(lp)
                .writeTo(CheckSink.of(WINDOW_DIGEST))
                .setLocalParallelism(lp);
        return p;
    }

    /** window as a DAG with one aggregation stage, so that every event goes over the partitioned edge once. */
    static DAG windowDag(EventSource.Spec spec, int lp) {
        DAG dag = new DAG();
        Vertex source = dag.newVertex("events", EventSource.supplier(spec, Gen.WINDOW_MS))
                .localParallelism(lp);
        Vertex window = dag.newVertex(
                        "window",
                        Processors.aggregateToSlidingWindowP(
                                singletonList((FunctionEx<Event, Long>) Event::key),
                                singletonList((ToLongFunctionEx<Event>) e -> e.time),
                                TimestampKind.EVENT,
                                SlidingWindowPolicy.tumblingWinPolicy(Gen.WINDOW_MS),
                                0,
                                summingLong(Event::value),
                                (start, end, key, result, early) ->
                                        new KeyedWindowResult<>(start, end, key, result, early)))
                .localParallelism(lp);
        Vertex sink = dag.newVertex("check", CheckSink.supplier(WINDOW_DIGEST)).localParallelism(lp);
        return dag.edge(between(source, window).distributed().partitioned(Event::key, Partitioner.HASH_CODE))
                .edge(between(window, sink).isolated());
    }
}
