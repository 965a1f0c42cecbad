// SPDX-License-Identifier: Apache-2.0
package io.penstock.benchmarks;

import io.penstock.api.function.RuntimeContext;
import io.penstock.api.sink.Sink;
import io.penstock.api.sink.SinkWriter;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToLongFunction;

/**
 * Adds up a checksum of its records and counts them; the sums are complete when the job has finished. For runs in one
 * JVM.
 */
final class ChecksumSink<T> implements Sink<T> {
    final LongAdder sum = new LongAdder();
    final LongAdder count = new LongAdder();
    private final ToLongFunction<? super T> checksum;

    ChecksumSink(ToLongFunction<? super T> checksum) {
        this.checksum = checksum;
    }

    @Override
    public SinkWriter<T> createWriter(RuntimeContext context) {
        return new SinkWriter<>() {
            private long partSum;
            private long partCount;

            @Override
            public void write(T value, long timestampMs) {
                partSum += checksum.applyAsLong(value);
                partCount++;
            }

            @Override
            public void close() {
                sum.add(partSum);
                count.add(partCount);
            }
        };
    }
}
