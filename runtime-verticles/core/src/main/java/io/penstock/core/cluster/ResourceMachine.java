// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.cluster;

import io.penstock.core.Guard;
import io.penstock.core.heartbeat.HeartbeatDetector;
import io.penstock.core.heartbeat.HeartbeatDetector.Verdict;
import io.penstock.core.heartbeat.OwnPause;
import io.penstock.core.message.Action;
import io.penstock.core.message.AllocationId;
import io.penstock.core.message.ClusterReport;
import io.penstock.core.message.Endpoint;
import io.penstock.core.message.Event;
import io.penstock.core.message.FencingToken;
import io.penstock.core.message.JobId;
import io.penstock.core.message.Machine;
import io.penstock.core.message.Message;
import io.penstock.core.message.NodeId;
import io.penstock.core.message.Role;
import io.penstock.core.message.SlotReport;
import io.penstock.core.message.WorkerInfo;
import io.penstock.core.slot.Allocation;
import io.penstock.core.slot.SlotLedger;
import io.penstock.core.slot.SlotMatching;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The mind of the ResourceManager, for one reign: which workers there are, and which slots serve which job.
 *
 * <p>It starts knowing nothing and stores nothing: workers register with what they hold, JobMasters declare what they
 * need, both repeat it with every beat. A worker's report is the truth; the ledger is corrected by it, but for requests
 * that are still under way.
 *
 * <p>Handles Started, MemberJoined (ignored), MemberLeft, MemberDied, MessageReceived and TimerFired.
 */
public final class ResourceMachine implements Machine {
    private static final String WATCH = "watch";
    private static final String ORPHAN = "orphan/";

    private static final class Worker {
        final HeartbeatDetector detector;
        SlotReport report;
        /** The ledger's changes when it last agreed with {@link #report} to the letter; -1: it did not. */
        long agreedAt = -1;

        long beats;
        /** A hint said that it is gone; unless it is heard of by then, it is. {@code Long.MAX_VALUE}: no hint. */
        long goneAtMs = Long.MAX_VALUE;

        Worker(HeartbeatDetector detector, SlotReport report) {
            this.detector = detector;
            this.report = report;
        }

        /** Its words may wait to be read. */
        void excuse(long nowMs, long forMs) {
            detector.heard(nowMs);
            if (goneAtMs <= nowMs) goneAtMs = nowMs + forMs;
        }
    }

    private final ResourceConfig config;
    private final FencingToken token;
    private final NodeId self;
    private final SlotLedger ledger = new SlotLedger();
    private final Map<NodeId, Worker> workers = new TreeMap<>();
    private final ActionList out = new ActionList();
    private final SlotRequests requests;
    private final SlotAssignment assignment;
    private final WorkerSupply supply;
    /** Jobs that hold slots while no JobMaster speaks for them: since when, and the highest token seen. */
    private final Map<JobId, Long> orphanSinceMs = new TreeMap<>();

    private @Nullable OwnPause ownPause;
    private final Map<JobId, FencingToken> jobTokens = new TreeMap<>();

    /** For the reign of {@code token} on the node {@code self}. */
    public ResourceMachine(ResourceConfig config, FencingToken token, NodeId self, SlotMatching matching) {
        this.config = config;
        this.token = token;
        this.self = self;
        this.requests = new SlotRequests(config, out);
        this.supply = new WorkerSupply(config.supply(), config.spareSlots(), ledger, out);
        this.assignment =
                new SlotAssignment(token, new SpareSlots(config.spareSlots(), ledger), matching, requests, supply, out);
    }

    @Override
    public List<Action> on(Event event, long nowMs) {
        if (event instanceof Event.Started) onStarted(nowMs);
        else if (event instanceof Event.MessageReceived e) onMessage(e.from(), e.message(), nowMs);
        else if (event instanceof Event.MemberLeft e) onMemberLeft(e.node(), nowMs);
        else if (event instanceof Event.MemberDied e) lose(e.node().id(), e.proof());
        else if (event instanceof Event.TimerFired e) onTimer(e.key(), nowMs);
        else if (!(event instanceof Event.MemberJoined || event instanceof Event.LeaderSeen)) {
            throw new AssertionError("unhandled: " + event);
        }
        assignment.settle(nowMs);
        return out.drain();
    }

    private void onStarted(long nowMs) {
        ownPause = new OwnPause(config.suspectAfterMs(), nowMs);
        out.startTimer(WATCH, nowMs + config.beatMs());
    }

    /** What it knows. */
    public ClusterReport report(long nowMs) {
        var reports = new ArrayList<ClusterReport.WorkerReport>(workers.size());
        workers.forEach((id, worker) -> reports.add(new ClusterReport.WorkerReport(
                ledger.info(id),
                ledger.slotsOf(id),
                ledger.freeSlotsOf(id),
                ledger.freeOf(id),
                worker.detector.silenceMs(nowMs),
                worker.report)));
        return new ClusterReport(token, self, reports);
    }

    /** Whether free and allocated slots add up; walks everything, for tests and simulations. */
    public boolean ledgerBalances() {
        return ledger.balances();
    }

    private void onMessage(Endpoint from, Message message, long nowMs) {
        if (message instanceof Message.RegisterWorker m) onRegister(from, m.worker(), m.slots(), nowMs);
        else if (message instanceof Message.WorkerBeat m) onBeat(from, m, nowMs);
        else if (message instanceof Message.WorkerLeaving) lose(from.node(), "it was stopped");
        else if (message instanceof Message.SlotRequestAnswer m) onSlotRequestAnswer(from.node(), m, nowMs);
        else if (message instanceof Message.DeclareRequirements m) onDeclare(from, m, nowMs);
        else if (message instanceof Message.QueryCluster m)
            out.send(from, new Message.ClusterAnswer(m.requestId(), report(nowMs)));
        else if (message instanceof Message.JobAnswer m) onJobAnswer(m);
        else if (!(message instanceof Message.Stale || message instanceof Message.JobReleased))
            out.refuse(from, message);
    }

    private void onTimer(String key, long nowMs) {
        if (key.equals(SlotRequests.TIMER)) {
            for (AllocationId failed : requests.onTimer(nowMs)) assignment.release(failed);
            return;
        }
        out.startTimer(WATCH, nowMs + config.beatMs());
        watchWorkers(nowMs);
        assignment.dropSilent(nowMs, config.jobSilenceMs());
        watchOrphans(nowMs);
        supply.stopIdle(nowMs);
    }

    // ---- workers

    private void onRegister(Endpoint from, WorkerInfo info, SlotReport slots, long nowMs) {
        Worker worker = workers.get(info.node());
        if (worker == null) {
            var detector = new HeartbeatDetector(config.suspectAfterMs(), config.deadAfterMs(), nowMs);
            worker = new Worker(detector, slots);
            workers.put(info.node(), worker);
            supply.registered();
            assignment.capacityChanged();
        }
        ledger.putWorker(info);
        heard(info.node(), worker, slots, nowMs);
        out.send(from, new Message.WorkerRegistered(token));
    }

    private void onBeat(Endpoint from, Message.WorkerBeat beat, long nowMs) {
        Worker worker = workers.get(from.node());
        if (worker == null) {
            out.send(from, new Message.WorkerUnknown(token));
            return;
        }
        out.send(from, new Message.WorkerBeatAnswer(token, beat.sequence()));
        if (beat.sequence() <= worker.beats) return;
        worker.beats = beat.sequence();
        heard(from.node(), worker, beat.slots(), nowMs);
    }

    private void heard(NodeId id, Worker worker, SlotReport report, long nowMs) {
        worker.detector.heard(nowMs);
        worker.goneAtMs = Long.MAX_VALUE;
        if (ledger.close(id, false)) assignment.capacityChanged();
        // Most beats say what the last one said, of a thousand slots perhaps.
        if (worker.agreedAt == ledger.changesOn(id) && report.equals(worker.report)) return;
        worker.report = report;
        correct(id, report);
        worker.agreedAt = ledger.heldOn(id) == report.holdings().size() ? ledger.changesOn(id) : -1;
    }

    private void onSlotRequestAnswer(NodeId from, Message.SlotRequestAnswer answer, long nowMs) {
        Worker worker = workers.get(from);
        if (worker == null) return;
        worker.detector.heard(nowMs);
        requests.close(answer.allocation());
        if (answer.granted()) return;
        Allocation asked = ledger.allocation(answer.allocation());
        correct(from, answer.slots());
        // A refusal for want of room is explained by the report. Any other would be repeated at once, so the worker
        // rests until its next beat.
        if (asked != null && ledger.fits(from, asked.profile())) ledger.close(from, true);
    }

    /** Makes the ledger agree with what a worker says it holds. */
    private void correct(NodeId worker, SlotReport report) {
        Set<AllocationId> held = new TreeSet<>();
        for (SlotReport.Holding holding : report.holdings()) {
            held.add(holding.allocation());
            requests.close(holding.allocation());
            assignment.found(new Allocation(holding.allocation(), worker, holding.job(), holding.profile()));
            jobTokens.merge(holding.job(), holding.jobToken(), (a, b) -> a.olderThan(b) ? b : a);
        }
        for (Allocation allocation : ledger.allocationsOn(worker)) {
            if (!held.contains(allocation.id()) && !requests.isOpen(allocation.id())) assignment.returned(allocation);
        }
    }

    /** A worker whose connections broke may live: it gets no new slots, and two beats to show itself. */
    private void onMemberLeft(NodeId node, long nowMs) {
        Worker worker = workers.get(node);
        if (worker == null) return;
        worker.goneAtMs = nowMs + 2 * config.beatMs();
        ledger.close(node, true);
    }

    private void watchWorkers(long nowMs) {
        if (ownPause != null && ownPause.justOver(nowMs)) {
            for (Worker worker : workers.values()) worker.excuse(nowMs, 2 * config.beatMs());
        }
        var lost = new TreeMap<NodeId, String>();
        workers.forEach((id, worker) -> {
            Verdict verdict = worker.detector.judge(nowMs);
            if (worker.goneAtMs <= nowMs) lost.put(id, "its connection closed");
            else if (verdict == Verdict.DEAD) lost.put(id, "silent for " + worker.detector.silenceMs(nowMs) + " ms");
            else if (verdict == Verdict.SUSPECT) ledger.close(id, true);
        });
        lost.forEach(this::lose);
    }

    private void lose(NodeId worker, String reason) {
        if (workers.remove(worker) == null) return;
        var jobs = new TreeSet<JobId>();
        for (Allocation allocation : ledger.removeWorker(worker)) {
            requests.close(allocation.id());
            jobs.add(allocation.job());
        }
        out.info("worker " + worker + " is lost: " + reason);
        assignment.tell(jobs, new Message.WorkerLost(token, worker, reason));
        assignment.capacityChanged();
    }

    // ---- jobs

    private void onDeclare(Endpoint from, Message.DeclareRequirements declared, long nowMs) {
        FencingToken known = jobTokens.merge(declared.job(), declared.jobToken(), (a, b) -> a.olderThan(b) ? b : a);
        if (isOfOlderMaster(declared, known)) out.send(from, new Message.Stale(known, declared.job()));
        else assignment.declare(declared, nowMs);
    }

    @Guard(value = "resources/older-job-master", open = false)
    private static boolean isOfOlderMaster(Message.DeclareRequirements declared, FencingToken known) {
        return declared.jobToken().olderThan(known);
    }

    /** Slots of a job for which nobody speaks are released once the Dispatcher says that the job is over. */
    private void watchOrphans(long nowMs) {
        Set<JobId> holding = new TreeSet<>(ledger.jobs());
        holding.removeIf(assignment::hasDemand);
        orphanSinceMs.keySet().retainAll(holding);
        for (JobId job : holding) {
            Long sinceMs = orphanSinceMs.putIfAbsent(job, nowMs);
            if (sinceMs == null || nowMs - sinceMs < config.jobSilenceMs()) continue;
            orphanSinceMs.put(job, nowMs);
            out.send(Endpoint.of(self, Role.DISPATCHER), new Message.QueryJob(ORPHAN + job, job));
        }
        jobTokens.keySet().removeIf(job -> !ledger.jobs().contains(job) && !assignment.hasDemand(job));
    }

    private void onJobAnswer(Message.JobAnswer answer) {
        if (!answer.requestId().startsWith(ORPHAN)) return;
        boolean over = answer.report() == null
                ? answer.refusal() != null && answer.refusal().code() == io.penstock.core.message.Refusal.Code.NOT_FOUND
                : answer.report().status().terminal();
        var job = new JobId(answer.requestId().substring(ORPHAN.length()));
        FencingToken jobToken = jobTokens.get(job);
        if (!over || jobToken == null || assignment.hasDemand(job)) return;
        for (NodeId worker : ledger.workersOf(job)) release(worker, job, jobToken);
    }

    private void release(NodeId worker, JobId job, FencingToken jobToken) {
        out.send(Endpoint.of(worker, Role.TASK_EXECUTOR), new Message.ReleaseJob(job, jobToken));
    }

    /** What the ledger has on a worker; for tests. */
    @Nullable
    Allocation allocation(AllocationId id) {
        return ledger.allocation(id);
    }
}
