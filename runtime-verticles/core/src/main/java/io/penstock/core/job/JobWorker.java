// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.job;

import io.penstock.core.heartbeat.HeartbeatDetector;
import io.penstock.core.message.NodeId;
import io.penstock.core.message.WorkerInfo;
import java.util.LinkedHashSet;

/** A TaskExecutor as this job sees it. */
final class JobWorker {
    final NodeId node;
    final HeartbeatDetector detector;
    WorkerInfo info;

    /** Current attempts placed here: live ones, and finished ones whose output may be needed. */
    final LinkedHashSet<Execution> tasks = new LinkedHashSet<>();

    /** Those sent out without an answer so far. */
    final LinkedHashSet<Execution> deploying = new LinkedHashSet<>();

    /** Those asked to stop without an answer so far. */
    final LinkedHashSet<Execution> canceling = new LinkedHashSet<>();

    /** Those that wait for their commit. */
    final LinkedHashSet<Execution> prepared = new LinkedHashSet<>();

    /** Number of live tasks. */
    int live;

    /** Highest sequence of its task reports that was taken. */
    long reportsSeen = -1;

    /** Sequence of the last beat sent. */
    long beat;

    /** The beat whose answer refutes the hint that it is gone; -1 without a hint. */
    long askedBeat = -1;

    long askedUntilMs;
    String hint = "";

    /** Beats in a row whose answer did not agree with our books. */
    int disagreements;

    /** Whether nothing of the job can live here that we do not know. Until then its slots are not used. */
    boolean cleared;

    JobWorker(WorkerInfo info, HeartbeatDetector detector, boolean cleared) {
        this.node = info.node();
        this.info = info;
        this.detector = detector;
        this.cleared = cleared;
    }

    @Override
    public String toString() {
        return info.name() + " (" + node + ")";
    }
}
