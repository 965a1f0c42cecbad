// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.message;

/**
 * A leader's ever-growing number. The cluster's leader holds (term, 0); it hands (term, n) to the JobMasters that it
 * places. Whoever has seen a token refuses lower ones of the same realm (the cluster, or one job) with
 * {@link Message.Stale}.
 */
public record FencingToken(long term, long counter) implements Comparable<FencingToken> {
    /** Lower than any that is handed out. */
    public static final FencingToken NONE = new FencingToken(0, 0);

    /** Whether this one must give way to {@code other}. */
    public boolean olderThan(FencingToken other) {
        return compareTo(other) < 0;
    }

    @Override
    public int compareTo(FencingToken other) {
        int byTerm = Long.compare(term, other.term);
        return byTerm != 0 ? byTerm : Long.compare(counter, other.counter);
    }

    @Override
    public String toString() {
        return term + "." + counter;
    }
}
