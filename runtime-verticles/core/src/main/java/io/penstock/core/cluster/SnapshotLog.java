// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.cluster;

import io.penstock.core.message.AttemptId;
import io.penstock.core.message.SnapshotReport;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** What a worker knows of one job's checkpoints: what was triggered, what is over, and what is not yet answered. */
final class SnapshotLog {
    private final Map<AttemptId, Long> triggered = new TreeMap<>();
    private final NavigableMap<Long, SnapshotReport> unanswered = new TreeMap<>();
    private long reports;
    private long sentUpTo;
    /** Checkpoints up to this one are completed or aborted: only one is under way at a time. */
    private long closedUpTo;

    private long completed;

    long closedUpTo() {
        return closedUpTo;
    }

    /** Whether the attempt was not yet told to take part in that checkpoint, or in a later one; from now on it was. */
    boolean isNew(AttemptId attempt, long checkpoint) {
        if (checkpoint <= closedUpTo || triggered.getOrDefault(attempt, 0L) >= checkpoint) return false;
        triggered.put(attempt, checkpoint);
        return true;
    }

    /** Gives whether that is news. */
    boolean complete(long checkpoint) {
        close(checkpoint);
        if (checkpoint <= completed) return false;
        completed = checkpoint;
        return true;
    }

    /** Nothing up to that checkpoint is of interest any more. Gives whether that is news. */
    boolean close(long checkpoint) {
        if (checkpoint <= closedUpTo) return false;
        closedUpTo = checkpoint;
        unanswered.values().removeIf(report -> report.checkpointId() <= checkpoint);
        triggered.values().removeIf(last -> last <= checkpoint);
        return true;
    }

    void add(SnapshotReport report) {
        unanswered.put(++reports, report);
    }

    /** Whether reports wait and none is under way: one message at a time, so that many parts share the next. */
    boolean shouldSend() {
        return !unanswered.isEmpty() && unanswered.firstKey() > sentUpTo;
    }

    boolean hasUnanswered() {
        return !unanswered.isEmpty();
    }

    /** The oldest unanswered; the key of the last is the sequence to be answered. */
    NavigableMap<Long, SnapshotReport> unanswered(int reportsMax) {
        var some = new TreeMap<Long, SnapshotReport>();
        for (var each : unanswered.entrySet()) {
            if (some.size() >= reportsMax) break;
            some.put(each.getKey(), each.getValue());
        }
        sentUpTo = Math.max(sentUpTo, some.lastKey());
        return some;
    }

    void answered(long sequence) {
        unanswered.headMap(sequence, true).clear();
    }
}
