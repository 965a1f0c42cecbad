// SPDX-License-Identifier: Apache-2.0
package peer.jet;

import com.hazelcast.function.ToLongFunctionEx;
import com.hazelcast.jet.core.AbstractProcessor;
import com.hazelcast.jet.core.Inbox;
import com.hazelcast.jet.core.ProcessorMetaSupplier;
import com.hazelcast.jet.core.ProcessorSupplier;
import com.hazelcast.jet.core.Watermark;
import com.hazelcast.jet.pipeline.Sink;
import com.hazelcast.jet.pipeline.Sinks;

/** Discards its input, keeping a count and a sum of digests. */
final class CheckSink<T> extends AbstractProcessor {
    private final ToLongFunctionEx<? super T> digest;
    private long count;
    private long sum;

    private CheckSink(ToLongFunctionEx<? super T> digest) {
        this.digest = digest;
    }

    @Override
    @SuppressWarnings("unchecked")
    public void process(int ordinal, Inbox inbox) {
        for (Object item; (item = inbox.poll()) != null; ) {
            count++;
            sum += digest.applyAsLong((T) item);
        }
    }

    @Override
    public boolean tryProcessWatermark(Watermark watermark) {
        return true;
    }

    @Override
    public void close() {
        Tally.add(count, sum);
        count = 0;
        sum = 0;
    }

    static <T> ProcessorMetaSupplier supplier(ToLongFunctionEx<? super T> digest) {
        return ProcessorMetaSupplier.of(ProcessorSupplier.of(() -> new CheckSink<T>(digest)));
    }

    static <T> Sink<T> of(ToLongFunctionEx<? super T> digest) {
        return Sinks.fromProcessor("check", supplier(digest));
    }
}
