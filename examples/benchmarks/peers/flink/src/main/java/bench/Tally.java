// SPDX-License-Identifier: Apache-2.0
package bench;

import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.accumulators.LongMaximum;
import org.apache.flink.api.common.accumulators.LongMinimum;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFilterFunction;
import org.apache.flink.api.common.state.CheckpointListener;

/** Last operator before the discarding sink: counts, checksums, and drops every record. */
abstract class Tally<T> extends RichFilterFunction<T> implements CheckpointListener {
    private final LongCounter count = new LongCounter(), sum = new LongCounter(), checkpoints = new LongCounter();
    private final LongMinimum openMs = new LongMinimum();
    private final LongMaximum closeMs = new LongMaximum();
    private long c, s;

    /** Order-independent contribution of one record to the checksum. */
    abstract long hash(T t);

    @Override
    public void open(OpenContext x) throws Exception {
        getRuntimeContext().addAccumulator("count", count);
        getRuntimeContext().addAccumulator("checksum", sum);
        getRuntimeContext().addAccumulator("checkpoints", checkpoints);
        getRuntimeContext().addAccumulator("openMs", openMs);
        getRuntimeContext().addAccumulator("closeMs", closeMs);
        openMs.add(System.currentTimeMillis());
    }

    @Override
    public boolean filter(T t) {
        c++;
        s += hash(t);
        return false;
    }

    @Override
    public void notifyCheckpointComplete(long id) {
        checkpoints.add(1L);
    }

    @Override
    public void close() {
        count.add(c);
        sum.add(s);
        closeMs.add(System.currentTimeMillis());
    }
}
