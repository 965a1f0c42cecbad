// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.job;

import io.penstock.core.Guard;
import io.penstock.core.heartbeat.HeartbeatDetector;
import io.penstock.core.heartbeat.OwnPause;
import io.penstock.core.message.Message;
import io.penstock.core.message.NodeId;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Asks every worker what an earlier JobMaster left there, before anything is scheduled. Unknown is not absent: it waits
 * for each worker's report, or until the worker is given up.
 */
final class Reconciliation {
    private static final String ASK = "reconcile/";
    /** To wait costs little, since tasks go on meanwhile; to give up a worker that lives restarts what runs there. */
    private static final int PATIENCE = 3;

    private final JobContext context;
    private final OwnPause ownPause;
    private final SortedMap<NodeId, HeartbeatDetector> awaited = new TreeMap<>();

    /** Who is said to be gone, and until when it may answer. */
    private final SortedMap<NodeId, Long> hinted = new TreeMap<>();

    private final SortedMap<NodeId, Message.ExecutorReport> reports = new TreeMap<>();

    Reconciliation(JobContext context, Collection<NodeId> workers) {
        this.context = context;
        this.ownPause = new OwnPause(context.config().suspectAfterMs(), context.nowMs());
        for (NodeId each : workers) await(each);
    }

    /** A worker that was not known at the start. */
    void await(NodeId worker) {
        if (reports.containsKey(worker) || awaited.containsKey(worker)) return;
        JobConfig config = context.config();
        long deadAfterMs = PATIENCE * config.deadAfterMs();
        awaited.put(worker, new HeartbeatDetector(config.suspectAfterMs(), deadAfterMs, context.nowMs()));
        ask(worker);
    }

    private void ask(NodeId worker) {
        context.sendToExecutor(worker, new Message.RequestReport(context.job(), context.token(), context.self()));
    }

    void onReport(Message.ExecutorReport report) {
        NodeId worker = report.worker().node();
        awaited.remove(worker);
        if (hinted.remove(worker) != null) context.cancelTimer(ASK + worker);
        reports.put(worker, report);
    }

    /** Somebody says that a worker is gone: it is asked, for the last time. */
    void onHint(NodeId worker) {
        if (!awaited.containsKey(worker) || hinted.containsKey(worker)) return;
        ask(worker);
        long untilMs = context.nowMs() + context.config().hintTimeoutMs();
        hinted.put(worker, untilMs);
        context.startTimer(ASK + worker, untilMs);
    }

    /** Its process is gone: there is nothing to wait for. */
    void onDied(NodeId worker) {
        giveUp(worker, "its process is gone");
        if (hinted.remove(worker) != null) context.cancelTimer(ASK + worker);
    }

    void onTimer(String key) {
        if (!key.startsWith(ASK)) return;
        var worker = new NodeId(key.substring(ASK.length()));
        Long untilMs = hinted.remove(worker);
        if (untilMs == null) return;
        boolean stoodStill = context.nowMs() - untilMs > context.config().hintTimeoutMs();
        if (stoodStill) onHint(worker);
        else giveUp(worker, "it is said to be gone, and did not report");
    }

    private void giveUp(NodeId worker, String why) {
        if (awaited.remove(worker) != null) context.warn("worker " + worker + " is lost: " + why);
    }

    /** Asks again, and gives up who was silent too long. */
    void onBeat() {
        if (ownPause.justOver(context.nowMs())) awaited.values().forEach(each -> each.heard(context.nowMs()));
        for (NodeId each : List.copyOf(awaited.keySet())) {
            HeartbeatDetector detector = awaited.get(each);
            if (detector != null && detector.judge(context.nowMs()) == HeartbeatDetector.Verdict.DEAD)
                giveUp(each, "no report within " + detector.silenceMs(context.nowMs()) + " ms");
        }
        awaited.keySet().forEach(this::ask);
    }

    @Guard(value = "job/all-have-reported", open = true)
    boolean done() {
        return awaited.isEmpty();
    }

    List<Message.ExecutorReport> reports() {
        return List.copyOf(reports.values());
    }

    String reason() {
        int count = awaited.size();
        return "waits for the " + (count == 1 ? "report of worker " : "reports of " + count + " workers, first ")
                + awaited.firstKey() + ", on what an earlier JobMaster left there";
    }
}
