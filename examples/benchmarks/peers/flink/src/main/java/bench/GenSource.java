// SPDX-License-Identifier: Apache-2.0
package bench;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.api.connector.source.*;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Source (FLIP-27 API) of records 0..n-1. One split per subtask: subtask s of p emits records s, s+p, s+2p...
 * rate = 0: as fast as possible, up to `batch` records per pollNext. rate > 0: records per second over all
 * subtasks, record i is due at start + i/rate. rate < 0: never emits anything (idle, unbounded).
 */
final class GenSource<T> implements Source<T, GenSource.Split, Integer> {
    interface Fn<T> extends Serializable {
        T at(long i);

        default void open() {}
    }

    /** W6: common start instant (nanoTime) for all subtasks of this JVM, 0 = each starts when it starts. */
    static volatile long startNanos;

    final long n, rate;
    final int batch;
    final Fn<T> fn;

    GenSource(long n, long rate, int batch, Fn<T> fn) {
        this.n = n;
        this.rate = rate;
        this.batch = batch;
        this.fn = fn;
    }

    static final class Split implements SourceSplit {
        final int id, of;
        long next;

        Split(int id, int of, long next) {
            this.id = id;
            this.of = of;
            this.next = next;
        }

        @Override
        public String splitId() {
            return "" + id;
        }
    }

    @Override
    public Boundedness getBoundedness() {
        return rate < 0 || n == Long.MAX_VALUE ? Boundedness.CONTINUOUS_UNBOUNDED : Boundedness.BOUNDED;
    }

    @Override
    public SplitEnumerator<Split, Integer> createEnumerator(SplitEnumeratorContext<Split> c) {
        return new Enumerator(c, false);
    }

    @Override
    public SplitEnumerator<Split, Integer> restoreEnumerator(SplitEnumeratorContext<Split> c, Integer i) {
        return new Enumerator(c, true);
    }

    /** Hands split s to reader s on its first registration; after a failure the reader has it in its own state. */
    static final class Enumerator implements SplitEnumerator<Split, Integer> {
        final SplitEnumeratorContext<Split> c;
        final boolean restored;
        final java.util.Map<Integer, Split> back = new java.util.HashMap<>();
        final java.util.Set<Integer> given = new java.util.HashSet<>();

        Enumerator(SplitEnumeratorContext<Split> c, boolean restored) {
            this.c = c;
            this.restored = restored;
        }

        @Override
        public void start() {}

        @Override
        public void handleSplitRequest(int s, String host) {}

        @Override
        public void addSplitsBack(List<Split> l, int s) {
            for (Split x : l) back.put(x.id, x);
        }

        @Override
        public void addReader(int s) {
            Split b = back.remove(s);
            if (b != null) c.assignSplit(b, s);
            else if (!restored && given.add(s)) c.assignSplit(new Split(s, c.currentParallelism(), s), s);
            c.signalNoMoreSplits(s);
        }

        @Override
        public Integer snapshotState(long id) {
            return 0;
        }

        @Override
        public void close() {}
    }

    @Override
    public SourceReader<T, Split> createReader(SourceReaderContext ctx) {
        return new Reader();
    }

    final class Reader implements SourceReader<T, Split> {
        private Split split;
        private long t0, i0;
        private boolean noMore;
        private final CompletableFuture<Void> assigned = new CompletableFuture<>();
        private final CompletableFuture<Void> never = new CompletableFuture<>();

        @Override
        public void start() {
            fn.open();
        }

        @Override
        public InputStatus pollNext(ReaderOutput<T> out) {
            Split s = split;
            if (s == null) return noMore ? InputStatus.END_OF_INPUT : InputStatus.NOTHING_AVAILABLE;
            if (rate < 0) return InputStatus.NOTHING_AVAILABLE;
            long end = n;
            if (rate > 0) {
                if (t0 == 0) {
                    t0 = startNanos != 0 ? startNanos : System.nanoTime();
                    i0 = startNanos != 0 ? 0 : s.next;
                }
                long due = i0 + (long) ((System.nanoTime() - t0) * (rate / 1e9));
                if (s.next > due) {
                    LockSupport.parkNanos(100_000);
                    return InputStatus.MORE_AVAILABLE;
                }
                end = Math.min(n, due + 1);
            }
            long i = s.next;
            int step = s.of;
            for (int k = batch; k > 0 && i < end; k--, i += step) out.collect(fn.at(i));
            s.next = i;
            return i < n ? InputStatus.MORE_AVAILABLE : InputStatus.END_OF_INPUT;
        }

        @Override
        public List<Split> snapshotState(long id) {
            return split == null ? List.of() : List.of(new Split(split.id, split.of, split.next));
        }

        @Override
        public CompletableFuture<Void> isAvailable() {
            return split != null && rate < 0 ? never : assigned;
        }

        @Override
        public void addSplits(List<Split> l) {
            split = l.get(0);
            assigned.complete(null);
        }

        @Override
        public void notifyNoMoreSplits() {
            noMore = true;
            assigned.complete(null);
        }

        @Override
        public void close() {}
    }

    @Override
    public SimpleVersionedSerializer<Split> getSplitSerializer() {
        return new SimpleVersionedSerializer<>() {
            @Override
            public int getVersion() {
                return 1;
            }

            @Override
            public byte[] serialize(Split s) {
                return ByteBuffer.allocate(16)
                        .putInt(s.id)
                        .putInt(s.of)
                        .putLong(s.next)
                        .array();
            }

            @Override
            public Split deserialize(int v, byte[] b) {
                ByteBuffer x = ByteBuffer.wrap(b);
                return new Split(x.getInt(), x.getInt(), x.getLong());
            }
        };
    }

    @Override
    public SimpleVersionedSerializer<Integer> getEnumeratorCheckpointSerializer() {
        return new SimpleVersionedSerializer<>() {
            @Override
            public int getVersion() {
                return 1;
            }

            @Override
            public byte[] serialize(Integer i) {
                return new byte[1];
            }

            @Override
            public Integer deserialize(int v, byte[] b) {
                return 0;
            }
        };
    }
}
