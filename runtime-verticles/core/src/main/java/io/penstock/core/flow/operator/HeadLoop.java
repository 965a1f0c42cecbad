// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.operator;

import io.penstock.core.program.OperatorSpec;

/**
 * Feeds a chain with batches, record by record; a link of its own so that the loop is compiled for this chain alone.
 */
public final class HeadLoop extends HeadOfChain {
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
        if (next instanceof BlockTaker taker) {
            for (int from = 0, to; from < size; from = to) {
                to = Math.min(size, from + KeysAhead.RECORDS_MAX);
                taker.acceptBlock(values, timestampsMs, from, to);
            }
            return;
        }
        for (int i = 0; i < size; i++) next.accept(values[i], timestampsMs[i]);
    }

    @Override
    public void runRight(Object[] values, long[] timestampsMs, int size) {
        for (int i = 0; i < size; i++) next.acceptRight(values[i], timestampsMs[i]);
    }
}
