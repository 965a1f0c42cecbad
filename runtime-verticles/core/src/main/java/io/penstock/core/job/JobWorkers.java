// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.job;

import io.penstock.core.heartbeat.HeartbeatDetector;
import io.penstock.core.heartbeat.HeartbeatDetector.Verdict;
import io.penstock.core.heartbeat.OwnPause;
import io.penstock.core.message.Message;
import io.penstock.core.message.NodeId;
import io.penstock.core.message.WorkerInfo;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The TaskExecutors that hold something for this job, and who of them is alive. A hint that one is gone is never
 * believed: it is asked, and given up if it does not answer in time.
 */
final class JobWorkers {
    private static final String ASK = "ask/";
    private static final int DISAGREEMENTS_MAX = 3;
    /** By then a worker without a JobMaster has given its tasks up by itself, unless it is told to wait longer. */
    private static final long LOST_ASKED_MS = 300_000;

    private final JobContext context;
    private final OwnPause ownPause;
    private final SortedMap<NodeId, JobWorker> workers = new TreeMap<>();

    /** Whoever was ever met: code and files of the job may be there until it is released. */
    private final SortedSet<NodeId> met = new TreeSet<>();

    /** Who was given up, and until when it is asked all the same: if it was only cut off, its tasks still run. */
    private final SortedMap<NodeId, Long> lost = new TreeMap<>();

    /** Whether tasks that we do not know may live on workers that we do not know. */
    private boolean strangersMayHoldTasks;

    /** The latest that commits, for beats. */
    private long completedCheckpoint;

    JobWorkers(JobContext context, boolean strangersMayHoldTasks) {
        this.context = context;
        this.strangersMayHoldTasks = strangersMayHoldTasks;
        this.ownPause = new OwnPause(context.config().suspectAfterMs(), context.nowMs());
    }

    Collection<JobWorker> all() {
        return workers.values();
    }

    SortedSet<NodeId> met() {
        return Collections.unmodifiableSortedSet(met);
    }

    @Nullable
    JobWorker get(NodeId node) {
        return workers.get(node);
    }

    JobWorker known(NodeId node) {
        JobWorker worker = workers.get(node);
        if (worker == null) throw new IllegalStateException("no worker " + node);
        return worker;
    }

    /**
     * A worker that shows itself; a new one must tell what it has before its slots are used, if it could have anything.
     */
    JobWorker meet(WorkerInfo info) {
        JobWorker worker = workers.get(info.node());
        if (worker == null) {
            worker = add(info, !strangersMayHoldTasks);
            if (!worker.cleared) askForReport(worker.node);
        }
        return worker;
    }

    /** A worker whose report is at hand. */
    JobWorker adopt(WorkerInfo info) {
        return add(info, true);
    }

    private JobWorker add(WorkerInfo info, boolean cleared) {
        var worker = new JobWorker(info, detector(), cleared);
        workers.put(worker.node, worker);
        lost.remove(worker.node);
        met.add(worker.node);
        return worker;
    }

    HeartbeatDetector detector() {
        JobConfig config = context.config();
        return new HeartbeatDetector(config.suspectAfterMs(), config.deadAfterMs(), context.nowMs());
    }

    void askForReport(NodeId node) {
        context.sendToExecutor(node, new Message.RequestReport(context.job(), context.token(), context.self()));
    }

    /** Asks those that were given up; who answers is met again. */
    void askLost() {
        lost.values().removeIf(untilMs -> untilMs < context.nowMs());
        lost.keySet().forEach(this::askForReport);
    }

    /** Any message of it is a sign of life. */
    void heard(NodeId node) {
        JobWorker worker = workers.get(node);
        if (worker != null) worker.detector.heard(context.nowMs());
    }

    /** The beats shall tell of that checkpoint. */
    void completed(long checkpoint) {
        completedCheckpoint = checkpoint;
    }

    /** The beat to one. */
    void beat(JobWorker worker) {
        context.sendToExecutor(
                worker.node,
                new Message.JobMasterBeat(
                        context.job(), context.token(), context.self(), ++worker.beat, completedCheckpoint));
    }

    /** Its answer; {@code slots} is what we believe it holds. */
    void onBeatAnswer(JobWorker worker, Message.JobMasterBeatAnswer answer, int slots) {
        if (worker.askedBeat >= 0 && answer.sequence() >= worker.askedBeat) {
            worker.askedBeat = -1;
            context.cancelTimer(ASK + worker.node);
        }
        if (answer.sequence() < worker.beat) return;
        boolean nothing = answer.live() == 0 && answer.slots() == 0;
        if (nothing && slots == 0 && worker.tasks.isEmpty() && worker.cleared) {
            workers.remove(worker.node);
            return;
        }
        boolean agrees = answer.live() == worker.live && answer.slots() == slots && worker.cleared;
        worker.disagreements = agrees ? 0 : worker.disagreements + 1;
        if (worker.disagreements < DISAGREEMENTS_MAX) return;
        worker.disagreements = 0;
        askForReport(worker.node);
    }

    /** Somebody says that it is gone. */
    void hint(NodeId node, String hint) {
        JobWorker worker = workers.get(node);
        if (worker == null || worker.askedBeat >= 0) return;
        worker.hint = hint;
        beat(worker);
        worker.askedBeat = worker.beat;
        worker.askedUntilMs = context.nowMs() + context.config().hintTimeoutMs();
        context.startTimer(ASK + node, worker.askedUntilMs);
    }

    /** The worker that did not answer in time, if that is what the timer says; null else. */
    @Nullable
    JobWorker unanswered(String timer) {
        if (!timer.startsWith(ASK)) return null;
        JobWorker worker = workers.get(new NodeId(timer.substring(ASK.length())));
        if (worker == null || worker.askedBeat < 0) return null;
        long lateMs = context.nowMs() - worker.askedUntilMs;
        if (lateMs <= context.config().hintTimeoutMs()) return worker;
        worker.askedBeat = -1; // it was us who stood still: its answer may wait to be read
        hint(worker.node, worker.hint);
        return null;
    }

    /** Those that were silent too long; asked once per beat. */
    List<JobWorker> dead() {
        if (ownPause.justOver(context.nowMs())) {
            for (JobWorker worker : workers.values()) worker.detector.heard(context.nowMs());
        }
        List<JobWorker> dead = new ArrayList<>();
        for (JobWorker worker : workers.values()) {
            if (worker.detector.judge(context.nowMs()) == Verdict.DEAD) dead.add(worker);
        }
        return dead;
    }

    /** It is given up. If it comes back it must tell what it has. */
    void remove(JobWorker worker) {
        strangersMayHoldTasks = true;
        workers.remove(worker.node);
        lost.put(worker.node, context.nowMs() + LOST_ASKED_MS);
        if (worker.askedBeat >= 0) context.cancelTimer(ASK + worker.node);
    }
}
