// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.operator;

import io.penstock.core.program.OperatorSpec;
import org.jspecify.annotations.Nullable;

/**
 * Feeds a chain with batches, record by record; a link of its own so that the loop is compiled for this chain alone.
 */
public final class HeadLoop extends HeadOfChain {
    /** Kept so that the compiler cannot leave the reading out. */
    int touched;

    @Override
    public void configure(OperatorSpec spec, Specialization specialization) {
        throw new IllegalStateException("nothing to configure");
    }

    @Override
    public void accept(Object value, long timestampMs) {
        next.accept(value, timestampMs);
    }

    @Override
    public void run(Object[] values, long[] timestampsMs, int size) {
        BlockTaker taker = next instanceof BlockTaker ahead ? ahead : null;
        for (int from = 0, to; from < size; from = to) {
            to = Math.min(size, from + KeysAhead.RECORDS_MAX);
            if (taker != null) taker.acceptBlock(values, timestampsMs, from, to);
            else {
                touched += touch(values, from, to);
                for (int i = from; i < to; i++) next.accept(values[i], timestampsMs[i]);
            }
        }
    }

    /** Has the records fetched that another core may have written, by their headers, all at once. */
    private static int touch(@Nullable Object[] values, int from, int to) {
        int touched = 0;
        for (int i = from; i < to; i++) {
            Object value = values[i];
            if (value != null && value.getClass() == HeadLoop.class) touched++;
        }
        return touched;
    }

    @Override
    public void runRight(Object[] values, long[] timestampsMs, int size) {
        for (int i = 0; i < size; i++) next.acceptRight(values[i], timestampsMs[i]);
    }
}
