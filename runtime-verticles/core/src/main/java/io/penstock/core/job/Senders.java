// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.job;

import io.penstock.core.message.FencingToken;
import io.penstock.core.message.Message;
import org.jspecify.annotations.Nullable;

/** Who sends which messages to a JobMaster. */
final class Senders {
    private Senders() {}

    /** The token of a message that only the leader sends, or null. */
    static @Nullable FencingToken leaderToken(Message message) {
        if (message instanceof Message.DispatcherBeat m) return m.token();
        if (message instanceof Message.RequirementsAnswer m) return m.token();
        if (message instanceof Message.WorkerLost m) return m.token();
        if (message instanceof Message.JobEndedAnswer m) return m.token();
        if (message instanceof Message.StopJobMaster m) return m.token();
        return null;
    }

    /** Whether executors send such. */
    static boolean isExecutor(Message message) {
        return message instanceof Message.TaskReports
                || message instanceof Message.JobMasterBeatAnswer
                || message instanceof Message.OfferSlots
                || message instanceof Message.ExecutorReport
                || message instanceof Message.SnapshotReports
                || message instanceof Message.JobReleased
                || message instanceof Message.Stale;
    }
}
