// SPDX-License-Identifier: Apache-2.0
package peer.jet;

import com.hazelcast.jet.core.AbstractProcessor;
import com.hazelcast.jet.core.ProcessorMetaSupplier;
import com.hazelcast.jet.core.ProcessorSupplier;
import com.hazelcast.jet.pipeline.BatchSource;
import com.hazelcast.jet.pipeline.Sources;
import java.util.function.LongFunction;

/** Bounded source of item(0) .. item(total-1), dealt out to the processors round robin. */
final class IndexedSource extends AbstractProcessor {
    private final long total;
    private final LongFunction<?> item;
    private long next;
    private long step;
    private Object pending;

    private IndexedSource(long total, LongFunction<?> item) {
        this.total = total;
        this.item = item;
    }

    @Override
    protected void init(Context c) {
        next = c.globalProcessorIndex();
        step = c.totalParallelism();
    }

    @Override
    public boolean complete() {
        while (next < total) {
            if (pending == null) {
                pending = item.apply(next);
            }
            if (!tryEmit(pending)) {
                return false;
            }
            pending = null;
            next += step;
        }
        return true;
    }

    static BatchSource<Long> longs(long total) {
        return Sources.batchFromProcessor(
                "longs", ProcessorMetaSupplier.of(ProcessorSupplier.of(() -> new IndexedSource(total, i -> i))));
    }

    static ProcessorMetaSupplier linesSupplier(long total) {
        return ProcessorMetaSupplier.of(ProcessorSupplier.of(() -> {
            String[] lines = Gen.LineSet.LINE_SET;
            return new IndexedSource(total, i -> lines[(int) (i & (Gen.LINES - 1))]);
        }));
    }

    static BatchSource<String> lines(long total) {
        return Sources.batchFromProcessor("lines", linesSupplier(total));
    }
}
