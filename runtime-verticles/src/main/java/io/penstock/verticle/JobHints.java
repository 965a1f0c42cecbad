// SPDX-License-Identifier: Apache-2.0
package io.penstock.verticle;

import io.penstock.cluster.membership.ClusterMember;
import io.penstock.core.message.Action;
import io.penstock.core.message.Endpoint;
import io.penstock.core.message.HaRecord;
import io.penstock.core.message.JobId;
import io.penstock.core.message.JobStatus;
import io.penstock.core.message.Message;
import io.penstock.core.message.NodeId;
import io.penstock.core.message.Role;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Tells every coordinator that something about a job changed, as soon as a machine decides it: what it stores and sends
 * gives it away, so no machine need know of listeners. Lives on the machine's context.
 */
final class JobHints {
    private final Endpoint self;
    private final NodeServices services;
    private @Nullable JobStatus told;

    JobHints(Endpoint self, NodeServices services) {
        this.self = self;
        this.services = services;
    }

    void after(List<Action> actions) {
        Set<JobId> changed = null;
        for (Action action : actions) {
            JobId job = changedBy(action);
            if (job == null) continue;
            if (changed == null) changed = new TreeSet<>();
            changed.add(job);
        }
        if (changed == null) return;
        for (ClusterMember member : services.membership().members()) {
            if (!member.isCoordinator()) continue;
            Endpoint feed = Endpoint.of(new NodeId(member.incarnation()), Role.EVENT_FEED);
            changed.forEach(job -> services.bus().send(self, feed, new Message.JobChanged(job)));
        }
    }

    private @Nullable JobId changedBy(Action action) {
        if (action instanceof Action.Persist persist) return changedBy(persist.record());
        if (action instanceof Action.Send send) return changedBy(send.message());
        return null;
    }

    private static @Nullable JobId changedBy(HaRecord record) {
        if (record instanceof HaRecord.AttemptRecord failures) return failures.job();
        if (record instanceof HaRecord.CheckpointIndex checkpoints) return checkpoints.job();
        if (record instanceof HaRecord.JobRecord job) return job.spec().jobId();
        if (record instanceof HaRecord.JobResultRecord result)
            return result.report().job();
        return null;
    }

    private @Nullable JobId changedBy(Message message) {
        if (message instanceof Message.CheckpointAborted aborted) return aborted.job();
        if (message instanceof Message.JobEnded ended) return ended.job();
        // Also a sign of life: only one that tells another status is news.
        if (!(message instanceof Message.JobMasterAlive alive) || alive.status() == told) return null;
        told = alive.status();
        return alive.job();
    }
}
