// SPDX-License-Identifier: Apache-2.0
package io.penstock.job;

import io.penstock.core.message.SnapshotRef;
import io.penstock.core.message.SnapshotReport;
import io.penstock.core.message.StoredPart;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** A task's parts of its latest checkpoints. Thread-safe. */
final class StoredParts {
    private static final int KEPT = 10;

    private final Deque<StoredPart> latest = new ArrayDeque<>();

    /** {@code nowMs}: since the epoch. */
    synchronized void add(SnapshotReport report, long nowMs) {
        SnapshotRef ref = report.ref();
        if (ref == null) return;
        latest.addFirst(new StoredPart(
                report.attempt().subtask(),
                report.checkpointId(),
                ref.bytes(),
                nowMs,
                report.alignmentMs(),
                report.syncMs(),
                report.asyncMs()));
        if (latest.size() > KEPT) latest.removeLast();
    }

    /** That checkpoint's; null if there is none, or not any more. */
    synchronized @Nullable StoredPart of(long checkpointId) {
        for (StoredPart part : latest) if (part.checkpointId() == checkpointId) return part;
        return null;
    }

    /** Size of the latest; -1 before the first. */
    synchronized long latestBytes() {
        return latest.isEmpty() ? -1 : latest.getFirst().bytes();
    }
}
