// SPDX-License-Identifier: Apache-2.0
package peer.jet;

/** Wall-clock nanoseconds that do not step: nanoTime with one offset per JVM. */
final class Clock {
    private static final long OFFSET = System.currentTimeMillis() * 1_000_000 - System.nanoTime();

    private Clock() {}

    static long nanos() {
        return System.nanoTime() + OFFSET;
    }
}
