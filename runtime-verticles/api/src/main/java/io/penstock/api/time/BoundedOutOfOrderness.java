// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.time;

/** Watermark = newest time seen - bound - 1. */
final class BoundedOutOfOrderness<T> implements WatermarkGenerator<T> {
    private final long boundMs;
    private long newestMs = Long.MIN_VALUE;

    BoundedOutOfOrderness(long boundMs) {
        if (boundMs < 0)
            throw new IllegalArgumentException("out-of-orderness must not be negative: " + boundMs + " ms");
        this.boundMs = boundMs;
    }

    @Override
    public long onEvent(T value, long timestampMs) {
        if (timestampMs > newestMs) newestMs = timestampMs;
        return Long.MIN_VALUE;
    }

    @Override
    public long onPeriodicEmit() {
        return newestMs == Long.MIN_VALUE ? Long.MIN_VALUE : newestMs - boundMs - 1;
    }
}
