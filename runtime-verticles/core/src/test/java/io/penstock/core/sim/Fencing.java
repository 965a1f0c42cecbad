// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.sim;

import io.penstock.core.message.Action;
import io.penstock.core.message.Event;
import io.penstock.core.message.FencingToken;
import io.penstock.core.message.HaRecord;
import io.penstock.core.message.JobId;
import io.penstock.core.message.Message;
import io.penstock.core.message.Role;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Watches one machine for the first law of the control plane: who has heard of a token obeys no lower one, and says so.
 */
final class Fencing {
    /** As long as a ResourceManager certainly remembers a JobMaster that it has heard of. */
    private static final long REMEMBERED_MS = 1_000;

    private record Seen(FencingToken token, long atMs) {}

    private final MachineHost host;
    private final Map<JobId, Seen> jobs = new HashMap<>();
    private FencingToken leader = FencingToken.NONE;

    Fencing(MachineHost host) {
        this.host = host;
    }

    /** Gives what is wrong, or null. */
    @Nullable
    String after(Event event, List<Action> actions, long nowMs) {
        if (event instanceof Event.LeaderSeen e)
            leader = higher(leader, e.leader().token());
        if (event instanceof Event.RecordsLoaded loaded) return masterReads(loaded, actions);
        if (!(event instanceof Event.MessageReceived received)) return null;
        String wrong = switch (host.self.role()) {
            case TASK_EXECUTOR -> executor(received.message(), actions, nowMs);
            case RESOURCE_MANAGER -> resources(received.message(), actions, nowMs);
            case JOB_MASTER -> master(received, actions);
            default -> null;
        };
        return wrong == null ? null : host.self + " " + wrong + ": " + received + " -> " + actions;
    }

    private @Nullable String executor(Message message, List<Action> actions, long nowMs) {
        boolean forgets = actions.stream().anyMatch(Action.DropJob.class::isInstance);
        if (message instanceof Message.RequestSlot m) {
            boolean older = seeLeader(m.token()) | see(m.job(), m.jobToken(), nowMs, Long.MAX_VALUE);
            boolean granted = actions.stream()
                    .anyMatch(action -> action instanceof Action.Send send
                            && send.message() instanceof Message.SlotRequestAnswer answer
                            && answer.granted());
            return older && granted ? "gives a slot to who is outdated" : null;
        }
        if (message instanceof Message.EvaluateProgram m)
            return seeLeader(m.token()) && !saysStale(actions) ? "evaluates for an older leader" : null;
        JobId job = job(message);
        if (job == null) return null;
        boolean older = see(job, jobToken(message), nowMs, Long.MAX_VALUE);
        if (forgets) jobs.remove(job);
        return older && !saysStale(actions) ? "obeys an older JobMaster" : null;
    }

    private @Nullable String resources(Message message, List<Action> actions, long nowMs) {
        if (!(message instanceof Message.DeclareRequirements m)) return null;
        boolean older = see(m.job(), m.jobToken(), nowMs, REMEMBERED_MS);
        return older && !saysStale(actions) ? "serves an older JobMaster" : null;
    }

    private @Nullable String master(Event.MessageReceived event, List<Action> actions) {
        if (event.from().role() == Role.TASK_EXECUTOR) return null;
        Message message = event.message();
        FencingToken token = message instanceof Message.DispatcherBeat m
                ? m.token()
                : message instanceof Message.RequirementsAnswer m
                        ? m.token()
                        : message instanceof Message.WorkerLost m ? m.token() : null;
        // One that has retired says nothing any more.
        return token != null && seeLeader(token) && !saysStale(actions) && !host.isStopped()
                ? "obeys an older leader"
                : null;
    }

    /** A JobMaster that reads of its successor is done. */
    private @Nullable String masterReads(Event.RecordsLoaded loaded, List<Action> actions) {
        if (host.self.role() != Role.JOB_MASTER || actions.stream().anyMatch(Action.Retire.class::isInstance))
            return null;
        for (HaRecord each : loaded.records()) {
            if (each instanceof HaRecord.JobRecord record && host.token.olderThan(record.jobToken()))
                return host.self + " with token " + host.token + " goes on beside its successor: " + record.jobToken();
        }
        return null;
    }

    /** Whether a higher one was seen lately. */
    private boolean see(JobId job, FencingToken token, long nowMs, long forMs) {
        Seen seen = jobs.get(job);
        boolean older = seen != null && token.olderThan(seen.token) && nowMs - seen.atMs <= forMs;
        if (seen == null || !token.olderThan(seen.token)) jobs.put(job, new Seen(token, nowMs));
        return older;
    }

    private boolean seeLeader(FencingToken token) {
        boolean older = token.olderThan(leader);
        leader = higher(leader, token);
        return older;
    }

    private static FencingToken higher(FencingToken a, FencingToken b) {
        return a.olderThan(b) ? b : a;
    }

    private static boolean saysStale(List<Action> actions) {
        for (Action action : actions)
            if (action instanceof Action.Send send && send.message() instanceof Message.Stale) return true;
        return false;
    }

    /** The job of an order that a JobMaster gives to an executor, or null. */
    private static @Nullable JobId job(Message message) {
        if (message instanceof Message.JobMasterBeat m) return m.job();
        if (message instanceof Message.TaskReportsAnswer m) return m.job();
        if (message instanceof Message.OffersAnswer m) return m.job();
        if (message instanceof Message.DeployTasks m) return m.job();
        if (message instanceof Message.CancelTasks m) return m.job();
        if (message instanceof Message.CommitTasks m) return m.job();
        if (message instanceof Message.FreeSlots m) return m.job();
        if (message instanceof Message.ReleasePartitions m) return m.job();
        if (message instanceof Message.RequestReport m) return m.job();
        if (message instanceof Message.ReleaseJob m) return m.job();
        return null;
    }

    private static FencingToken jobToken(Message message) {
        if (message instanceof Message.JobMasterBeat m) return m.token();
        if (message instanceof Message.TaskReportsAnswer m) return m.token();
        if (message instanceof Message.OffersAnswer m) return m.token();
        if (message instanceof Message.DeployTasks m) return m.token();
        if (message instanceof Message.CancelTasks m) return m.token();
        if (message instanceof Message.CommitTasks m) return m.token();
        if (message instanceof Message.FreeSlots m) return m.token();
        if (message instanceof Message.ReleasePartitions m) return m.token();
        if (message instanceof Message.RequestReport m) return m.token();
        if (message instanceof Message.ReleaseJob m) return m.token();
        throw new IllegalArgumentException("no order: " + message);
    }
}
