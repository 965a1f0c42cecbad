// SPDX-License-Identifier: Apache-2.0
package io.penstock.effect;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The time that machines are told: epoch milliseconds as of the node's start, then counted by the monotonic clock, so
 * that it never falls and leases do not stretch when somebody sets the wall clock. Thread-safe.
 */
public final class NodeClock {
    private final LongSupplier nanos;
    private final long startNanos;
    private final long startMs;

    private NodeClock(long startMs, LongSupplier nanos) {
        this.nanos = nanos;
        this.startMs = startMs;
        this.startNanos = nanos.getAsLong();
    }

    /** Starts at the wall clock's present time. */
    public static NodeClock start() {
        return new NodeClock(System.currentTimeMillis(), System::nanoTime);
    }

    /** Milliseconds, never falling. */
    public long nowMs() {
        return startMs + TimeUnit.NANOSECONDS.toMillis(nanos.getAsLong() - startNanos);
    }
}
