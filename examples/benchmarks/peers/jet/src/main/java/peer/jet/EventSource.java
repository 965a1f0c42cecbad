// SPDX-License-Identifier: Apache-2.0
package peer.jet;

import static com.hazelcast.jet.Traversers.traverseStream;
import static com.hazelcast.jet.Util.entry;
import static com.hazelcast.jet.core.BroadcastKey.broadcastKey;

import com.hazelcast.jet.Traverser;
import com.hazelcast.jet.core.AbstractProcessor;
import com.hazelcast.jet.core.BroadcastKey;
import com.hazelcast.jet.core.ProcessorMetaSupplier;
import com.hazelcast.jet.core.ProcessorSupplier;
import com.hazelcast.jet.core.Watermark;
import com.hazelcast.jet.core.function.ObjLongBiFunction;
import com.hazelcast.jet.pipeline.Sources;
import com.hazelcast.jet.pipeline.StreamSource;
import java.io.Serializable;
import java.util.Map.Entry;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Source of keyed events with watermarks and a replayable position.
 * Event i belongs to shard i % shards; shards are dealt out to the processors, and each shard's position
 * is what a snapshot keeps, so a restart may have another parallelism.
 */
final class EventSource extends AbstractProcessor {
    /** The shape of the stream. */
    static final class Spec implements Serializable {
        int shards = 2; // at least the total parallelism of the source
        long total = Long.MAX_VALUE / 2;
        long eventsPerMs = Gen.EVENTS_PER_MS; // in event time
        long startMs; // event time of event 0
        boolean paced; // not paced: as fast as downstream takes them, up to 3 ms out of order.
        // paced: in order, event i when the clock reaches its nominal time, which is
        // also its value (us after startMs)
    }

    private static final int CHUNK = 1024;

    private final Spec spec;
    private final ObjLongBiFunction<? super Event, ?> wrap;
    private final long frame;
    private int[] shard; // the shards of this processor
    private long[] next; // per such shard, the index of its next event
    private long[] newest; // and, unless paced, the greatest event time so far
    private int cur; // where the pending event came from
    private Object pending; // an event or a watermark that the outbox refused
    private long lastWm = Long.MIN_VALUE;
    private Traverser<Entry<BroadcastKey<Integer>, Long>> snapshot;

    private EventSource(Spec spec, ObjLongBiFunction<? super Event, ?> wrap, long frame) {
        this.spec = spec;
        this.wrap = wrap;
        this.frame = frame;
    }

    @Override
    protected void init(Context c) {
        int p = c.totalParallelism();
        int me = c.globalProcessorIndex();
        shard = IntStream.range(0, spec.shards).filter(s -> s % p == me).toArray();
        next = IntStream.of(shard).asLongStream().toArray();
        newest = new long[shard.length];
    }

    @Override
    public boolean complete() {
        if (pending != null) {
            if (!tryEmit(pending)) {
                return false;
            }
            if (!(pending instanceof Watermark)) {
                next[cur] += spec.shards;
            }
            pending = null;
        }
        while (true) {
            cur = leastAdvanced();
            long i = next[cur];
            long time = spec.startMs + i / spec.eventsPerMs;
            // A watermark t says: nothing before t comes any more. (Elsewhere that is a watermark of t - 1.)
            long wm =
                    spec.paced ? time : Math.max(0, LongStream.of(newest).min().orElseThrow() - Gen.DELAY_MS);
            wm -= wm % frame;
            if (wm > lastWm) {
                lastWm = wm;
                if (!tryEmit(pending = new Watermark(wm))) {
                    return false;
                }
                pending = null;
            }
            if (i >= spec.total) {
                return true;
            }
            long end = Math.min(spec.total, i + (long) CHUNK * spec.shards);
            if (spec.paced) {
                long due = (Clock.nanos() / 1000 - spec.startMs * 1000) * spec.eventsPerMs / 1000;
                if (i > due) {
                    return false;
                }
                end = Math.min(end, Math.min(firstIndexAt(wm + frame), due + 1));
            }
            if (!emit(i, end, time)) {
                return false;
            }
        }
    }

    /** Emits the current shard's events from index i to before end. */
    private boolean emit(long i, long end, long time) {
        long nextMs = firstIndexAt(time + 1);
        long max = newest[cur];
        for (; i < end; i += spec.shards) {
            while (i >= nextMs) {
                time++;
                nextMs += spec.eventsPerMs;
            }
            long r = Gen.at(i);
            Object item;
            if (spec.paced) {
                item = wrap.apply(new Event(Gen.key(r), i * 1000 / spec.eventsPerMs, time), time);
            } else {
                long t = Gen.time(time, r);
                max = Math.max(max, t);
                item = wrap.apply(new Event(Gen.key(r), Gen.value(r), t), t);
            }
            if (!tryEmit(item)) {
                pending = item;
                next[cur] = i;
                newest[cur] = max;
                return false;
            }
        }
        next[cur] = i;
        newest[cur] = max;
        return true;
    }

    private long firstIndexAt(long time) {
        return (time - spec.startMs) * spec.eventsPerMs;
    }

    private int leastAdvanced() {
        int best = 0;
        for (int i = 1; i < next.length; i++) {
            if (next[i] < next[best]) {
                best = i;
            }
        }
        return best;
    }

    @Override
    public boolean saveToSnapshot() {
        if (snapshot == null) {
            snapshot = traverseStream(
                            IntStream.range(0, shard.length).mapToObj(s -> entry(broadcastKey(shard[s]), next[s])))
                    .onFirstNull(() -> snapshot = null);
        }
        return emitFromTraverserToSnapshot(snapshot);
    }

    @Override
    @SuppressWarnings("unchecked")
    protected void restoreFromSnapshot(Object key, Object value) {
        int saved = ((BroadcastKey<Integer>) key).key();
        for (int s = 0; s < shard.length; s++) {
            if (shard[s] == saved) {
                next[s] = (Long) value;
                newest[s] = Math.max(0, next[s] / spec.eventsPerMs - 4); // or a little more
            }
        }
    }

    static StreamSource<Event> of(Spec spec) {
        return Sources.streamFromProcessorWithWatermarks(
                "events",
                true,
                policy -> ProcessorMetaSupplier.of(ProcessorSupplier.of(
                        () -> new EventSource(spec, policy.wrapFn(), policy.watermarkThrottlingFrameSize()))));
    }

    /** For use in a DAG: bare events, a watermark each frame. */
    static ProcessorMetaSupplier supplier(Spec spec, long frame) {
        return ProcessorMetaSupplier.of(ProcessorSupplier.of(() -> new EventSource(spec, (e, t) -> e, frame)));
    }
}
