// SPDX-License-Identifier: Apache-2.0
package peer.jet;

import org.HdrHistogram.Histogram;

/** What the sinks of this JVM saw, gathered when they close. */
final class Tally {
    private static long count;
    private static long digest;
    static final Histogram AFTER_WINDOW = new Histogram(3);
    static final Histogram AFTER_EVENT = new Histogram(3);

    private Tally() {}

    static synchronized void add(long c, long d) {
        count += c;
        digest += d;
    }

    static synchronized void addLatencies(Histogram afterWindow, Histogram afterEvent) {
        AFTER_WINDOW.add(afterWindow);
        AFTER_EVENT.add(afterEvent);
    }

    /** count and digest so far; starts them again from zero. */
    static synchronized long[] take() {
        long[] r = {count, digest};
        count = 0;
        digest = 0;
        AFTER_WINDOW.reset();
        AFTER_EVENT.reset();
        return r;
    }
}
