// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.store;

/**
 * The fencing token a write carries: an ever-growing pair. Whoever holds a lower one than was already seen has been
 * replaced.
 *
 * @param term the term of the leader who handed it out, 0 or more
 * @param counter counts within the term, 0 or more
 */
public record StoreToken(long term, long counter) implements Comparable<StoreToken> {
    /** Lower than all others: for values that do not change once written, such as blobs. */
    public static final StoreToken NONE = new StoreToken(0, 0);

    public StoreToken {
        if (term < 0 || counter < 0) {
            throw new IllegalArgumentException("a token is never negative: (" + term + ", " + counter + ")");
        }
    }

    @Override
    public int compareTo(StoreToken other) {
        int byTerm = Long.compare(term, other.term);
        return byTerm != 0 ? byTerm : Long.compare(counter, other.counter);
    }

    @Override
    public String toString() {
        return "(" + term + ", " + counter + ")";
    }
}
