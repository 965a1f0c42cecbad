// SPDX-License-Identifier: Apache-2.0
package io.penstock.benchmarks;

/** The wall clock in microseconds since the epoch, which never steps: the monotonic clock with one offset per JVM. */
final class WallClock {
    private static final long OFFSET_NS = offsetNs();

    private WallClock() {}

    private static long offsetNs() {
        java.time.Instant now = java.time.Instant.now();
        return now.getEpochSecond() * 1_000_000_000 + now.getNano() - System.nanoTime();
    }

    static long micros() {
        return (System.nanoTime() + OFFSET_NS) / 1_000;
    }
}
