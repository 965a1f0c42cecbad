// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.cluster;

import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How long a leader may go on deciding. Each voter that answers promises to elect nobody else for an election timeout
 * from then on; the answer's question was sent before that, so counting from the sending, on the leader's own clock,
 * errs on the safe side.
 */
final class LeaderLease {
    private final int othersNeeded;
    private final long leaseMs;
    private final SortedMap<Long, Long> sentMsBySequence = new TreeMap<>();
    private final SortedMap<String, Long> latestSentMsByVoter = new TreeMap<>();

    /** With {@code voters} voters in all, this leader among them. */
    LeaderLease(int voters, long leaseMs) {
        this.othersNeeded = voters / 2;
        this.leaseMs = leaseMs;
    }

    void sent(long sequence, long nowMs) {
        sentMsBySequence.put(sequence, nowMs);
        // Sequences and times rise together, so those too old to renew the lease come first.
        sentMsBySequence.values().removeIf(sentMs -> nowMs - sentMs > leaseMs);
    }

    /** A voter's answer to that question; answers to forgotten questions are too late to matter. */
    void answered(String voter, long sequence) {
        Long sentMs = sentMsBySequence.get(sequence);
        if (sentMs != null) latestSentMsByVoter.merge(voter, sentMs, Math::max);
    }

    /**
     * When it runs out unless renewed; {@code Long.MAX_VALUE} for a leader that is a majority alone, 0 while there is
     * no majority.
     */
    long untilMs() {
        if (othersNeeded == 0) return Long.MAX_VALUE;
        if (latestSentMsByVoter.size() < othersNeeded) return 0;
        long[] sentMs = new long[latestSentMsByVoter.size()];
        int i = 0;
        for (long each : latestSentMsByVoter.values()) sentMs[i++] = each;
        Arrays.sort(sentMs);
        return sentMs[sentMs.length - othersNeeded] + leaseMs;
    }
}
