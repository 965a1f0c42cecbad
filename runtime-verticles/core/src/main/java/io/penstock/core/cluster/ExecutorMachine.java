// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.cluster;

import io.penstock.core.Guard;
import io.penstock.core.heartbeat.OwnPause;
import io.penstock.core.message.Action;
import io.penstock.core.message.AttemptId;
import io.penstock.core.message.Endpoint;
import io.penstock.core.message.Event;
import io.penstock.core.message.ExecutionState;
import io.penstock.core.message.FencingToken;
import io.penstock.core.message.JobId;
import io.penstock.core.message.Machine;
import io.penstock.core.message.Message;
import io.penstock.core.message.NodeId;
import io.penstock.core.message.PartitionId;
import io.penstock.core.message.Role;
import io.penstock.core.message.SlotReport;
import io.penstock.core.message.TaskReport;
import io.penstock.core.message.WorkerInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The mind of a TaskExecutor: whom it obeys (one leader, one JobMaster per job, each by the highest token seen), and
 * what it holds for them. What it holds outlives the loss of either: tasks go on until a JobMaster says otherwise or
 * has been silent for the orphan timeout.
 *
 * <p>Everything unanswered is repeated with the beat, so any message may be lost. Everything deployed is known by its
 * attempt, so a late message about one attempt cannot touch another.
 *
 * <p>Handles Started, LeaderSeen, MemberJoined and MemberLeft (ignored), MessageReceived, TimerFired, TaskProgress,
 * PartitionProduced, SnapshotTaken, Evaluated, EvaluationFailed and StopRequested.
 */
public final class ExecutorMachine implements Machine {
    private static final String BEAT = "beat";
    /** So many beats without any event are a pause of this process. */
    private static final int PAUSE_BEATS = 2;

    private final ExecutorConfig config;
    private final WorkerInfo worker;
    private final ExecutorSlots slots;
    private final ExecutorTasks tasks;
    private final ExecutorSnapshots snapshots;
    private final Evaluations evaluations;
    private final Map<JobId, ExecutorJob> jobs = new TreeMap<>();
    private final ActionList out = new ActionList();
    private final OwnPause pause;

    private FencingToken leaderToken = FencingToken.NONE;
    private @Nullable NodeId leader;
    private boolean registered;
    private boolean stopping;
    private long beats;

    /** A worker that holds nothing yet. */
    public ExecutorMachine(ExecutorConfig config, WorkerInfo worker) {
        this.config = config;
        this.worker = worker;
        this.slots = new ExecutorSlots(worker);
        this.tasks = new ExecutorTasks(config, worker, slots, out);
        this.snapshots = new ExecutorSnapshots(worker, config.reportsMax(), out);
        this.evaluations = new Evaluations(out);
        this.pause = new OwnPause(PAUSE_BEATS * config.beatMs(), Long.MAX_VALUE);
    }

    @Override
    public List<Action> on(Event event, long nowMs) {
        if (pause.justOver(nowMs)) jobs.values().forEach(ExecutorJob::doubt);
        if (event instanceof Event.Started) out.startTimer(BEAT, nowMs + config.beatMs());
        else if (event instanceof Event.LeaderSeen e)
            obey(e.leader().token(), e.leader().leader());
        else if (event instanceof Event.MessageReceived e) onMessage(e.from(), e.message(), nowMs);
        else if (event instanceof Event.TimerFired) onBeat(nowMs);
        else if (event instanceof Event.TaskProgress e) onTaskProgress(e);
        else if (event instanceof Event.PartitionProduced e) onPartitionProduced(e.job(), e.partition());
        else if (event instanceof Event.SnapshotTaken e) onSnapshotTaken(e);
        else if (event instanceof Event.Evaluated e) evaluations.succeeded(e);
        else if (event instanceof Event.EvaluationFailed e) evaluations.failed(e);
        else if (event instanceof Event.StopRequested) stop();
        else if (!(event instanceof Event.MemberJoined
                || event instanceof Event.MemberLeft
                || event instanceof Event.MemberDied)) {
            throw new AssertionError("unhandled: " + event);
        }
        if (tasks.slotsFreed() && registered) beatToLeader();
        assert slots.withinCapacity() : "more slots are held than there are";
        return out.drain();
    }

    /** What its slots hold; for reports and tests. */
    public SlotReport slotReport() {
        return slots.report(jobs::get);
    }

    /** What it knows of a job's attempts, in order; empty if it does not know the job. For reports and tests. */
    public List<TaskReport> tasksOf(JobId job) {
        ExecutorJob known = jobs.get(job);
        return known == null ? List.of() : known.all();
    }

    private void onMessage(Endpoint from, Message message, long nowMs) {
        if (message instanceof Message.WorkerRegistered m) onRegistered(m.token());
        else if (message instanceof Message.WorkerBeatAnswer m) onRegistered(m.token());
        else if (message instanceof Message.WorkerUnknown m) onUnknown(m.token());
        else if (message instanceof Message.RequestSlot m) onRequestSlot(from, m, nowMs);
        else if (message instanceof Message.EvaluateProgram m) onEvaluate(from, m);
        else if (message instanceof Message.OffersAnswer m)
            onJob(from, m.job(), m.token(), nowMs, job -> tasks.offersAnswered(job, m));
        else if (message instanceof Message.FreeSlots m)
            onJob(from, m.job(), m.token(), nowMs, job -> tasks.free(job, m.allocations()));
        else if (message instanceof Message.DeployTasks m)
            onJob(from, m.job(), m.token(), nowMs, job -> tasks.deploy(job, m.deployment()));
        else if (message instanceof Message.CancelTasks m)
            onJob(from, m.job(), m.token(), nowMs, job -> tasks.cancel(job, m.attempts()));
        else if (message instanceof Message.CommitTasks m)
            onJob(from, m.job(), m.token(), nowMs, job -> tasks.commit(job, m.attempts()));
        else if (message instanceof Message.ReleasePartitions m)
            onJob(from, m.job(), m.token(), nowMs, job -> drop(job, m.partitions()));
        else if (message instanceof Message.TaskReportsAnswer m) {
            onJob(from, m.job(), m.token(), nowMs, job -> tasks.reportsAnswered(job, m.sequence()));
        } else if (message instanceof Message.JobMasterBeat m) {
            onJob(from, m.job(), m.token(), nowMs, job -> answerBeat(from, job, m));
        } else if (message instanceof Message.RequestReport m) {
            onJob(from, m.job(), m.token(), nowMs, job -> tasks.reportAll(from, job));
        } else if (message instanceof Message.TriggerCheckpoint m) {
            onJob(from, m.job(), m.token(), nowMs, job -> snapshots.trigger(job, m));
        } else if (message instanceof Message.CheckpointCompleted m) {
            onJob(from, m.job(), m.token(), nowMs, job -> snapshots.completed(job, m.checkpointId(), m.finish()));
        } else if (message instanceof Message.CheckpointAborted m) {
            onJob(from, m.job(), m.token(), nowMs, job -> snapshots.aborted(job, m.checkpointId()));
        } else if (message instanceof Message.SnapshotReportsAnswer m) {
            onJob(from, m.job(), m.token(), nowMs, job -> snapshots.answered(job, m.sequence()));
        } else if (message instanceof Message.ReleaseJob m) onReleaseJob(from, m, nowMs);
        else if (!(message instanceof Message.Stale)) out.refuse(from, message);
    }

    // ---- the leader

    /** Follows a leader unless a later one is known. Gives whether that token is the one it follows. */
    private boolean obey(FencingToken token, NodeId node) {
        if (isOfOlderLeader(token)) return false;
        if (leaderToken.olderThan(token)) {
            leaderToken = token;
            leader = node;
            registered = false;
            register();
        }
        return true;
    }

    @Guard(value = "executor/older-leader", open = false)
    private boolean isOfOlderLeader(FencingToken token) {
        return token.olderThan(leaderToken);
    }

    private void register() {
        if (leader == null || stopping) return;
        out.send(Endpoint.of(leader, Role.RESOURCE_MANAGER), new Message.RegisterWorker(worker, slotReport()));
    }

    private void onRegistered(FencingToken token) {
        if (token.equals(leaderToken)) registered = true;
    }

    private void onUnknown(FencingToken token) {
        if (!token.equals(leaderToken)) return;
        registered = false;
        register();
    }

    private void beatToLeader() {
        if (leader == null || stopping) return;
        out.send(Endpoint.of(leader, Role.RESOURCE_MANAGER), new Message.WorkerBeat(++beats, slotReport()));
    }

    private void onRequestSlot(Endpoint from, Message.RequestSlot request, long nowMs) {
        if (!obey(request.token(), from.node())) {
            out.send(from, new Message.Stale(leaderToken, null));
            return;
        }
        String refusal = stopping
                ? "the worker is stopping"
                : tasks.isOver(request.job(), request.jobToken()) ? "the job is over" : null;
        if (refusal == null) {
            ExecutorJob job = jobFor(request.job(), request.jobToken(), request.jobMaster(), nowMs);
            if (job == null) refusal = "the job has a later JobMaster";
            else
                refusal = job.ending
                        ? "the job is over"
                        : tasks.hold(job, request.allocation(), request.profile(), nowMs);
        }
        // After a refusal the asker's view was wrong: then it gets the whole truth, which would be a lot with every
        // single grant.
        SlotReport report = refusal == null ? new SlotReport(List.of()) : slotReport();
        String reason = refusal == null ? "" : refusal;
        out.send(from, new Message.SlotRequestAnswer(request.allocation(), refusal == null, reason, report));
    }

    private void onEvaluate(Endpoint from, Message.EvaluateProgram request) {
        if (obey(request.token(), from.node())) evaluations.evaluate(from, request.spec());
        else out.send(from, new Message.Stale(leaderToken, null));
    }

    // ---- JobMasters

    /** What to do once a message is known to come from a job's current JobMaster. */
    private interface Order {
        void carryOut(ExecutorJob job);
    }

    private void onJob(Endpoint from, JobId id, FencingToken token, long nowMs, Order order) {
        if (tasks.isOver(id, token)) {
            answerForOver(from, id, token);
            return;
        }
        ExecutorJob job = jobFor(id, token, from, nowMs);
        if (job == null) {
            out.send(from, new Message.Stale(tokenOf(id), id));
            return;
        }
        job.heardMs = nowMs;
        if (!job.ending) order.carryOut(job);
    }

    /**
     * The job under its highest token; null if {@code token} is lower. Made if unknown, since its token must be
     * remembered from now on.
     */
    private @Nullable ExecutorJob jobFor(JobId id, FencingToken token, Endpoint master, long nowMs) {
        ExecutorJob job = jobs.computeIfAbsent(id, absent -> new ExecutorJob(id, token, master, nowMs));
        if (isOfOlderMaster(job, token)) return null;
        if (job.token.olderThan(token)) {
            job.token = token;
            job.master = master;
            slots.holderChanged();
            job.heardMs = nowMs;
        }
        return job;
    }

    @Guard(value = "executor/older-job-master", open = false)
    private static boolean isOfOlderMaster(ExecutorJob job, FencingToken token) {
        return token.olderThan(job.token);
    }

    private FencingToken tokenOf(JobId id) {
        ExecutorJob job = jobs.get(id);
        return job == null ? FencingToken.NONE : job.token;
    }

    private void answerBeat(Endpoint from, ExecutorJob job, Message.JobMasterBeat beat) {
        int held = slots.countOf(job.id);
        out.send(from, new Message.JobMasterBeatAnswer(job.id, worker.node(), beat.sequence(), job.live(), held));
        if (beat.completedCheckpoint() > 0) snapshots.completed(job, beat.completedCheckpoint(), false);
    }

    /** The job was released: by a later JobMaster, or by this one, which may not have heard the answer. */
    private void answerForOver(Endpoint from, JobId job, FencingToken token) {
        FencingToken released = tasks.releasedWith(job);
        if (token.olderThan(released)) out.send(from, new Message.Stale(released, job));
        else out.send(from, new Message.JobReleased(job, worker.node()));
    }

    private void drop(ExecutorJob job, List<PartitionId> partitions) {
        var known = new ArrayList<PartitionId>();
        for (PartitionId partition : partitions) if (job.partitions.remove(partition)) known.add(partition);
        if (!known.isEmpty()) out.add(new Action.DropPartitions(job.id, known));
    }

    private void onReleaseJob(Endpoint from, Message.ReleaseJob release, long nowMs) {
        ExecutorJob job = jobs.get(release.job());
        if (job == null) {
            tasks.remember(release.job(), release.token());
            answerForOver(from, release.job(), release.token());
        } else if (isOfOlderMaster(job, release.token())) {
            out.send(from, new Message.Stale(job.token, job.id));
        } else {
            job.token = release.token();
            slots.holderChanged();
            job.releaseAsker = from;
            job.heardMs = nowMs;
            end(job);
        }
    }

    // ---- the end of a job here

    private void end(ExecutorJob job) {
        if (!job.ending) {
            job.ending = true;
            List<AttemptId> live = job.liveAttempts();
            tasks.cancel(job, live);
        }
        endIfQuiet(job);
    }

    private void endIfQuiet(ExecutorJob job) {
        if (!job.ending || job.live() > 0) return;
        assert job.countsAreRight() : "live tasks of " + job.id;
        jobs.remove(job.id);
        tasks.releaseSlots(job);
        out.add(new Action.DropJob(job.id));
        if (job.releaseAsker == null) return;
        tasks.remember(job.id, job.token);
        answerForOver(job.releaseAsker, job.id, job.token);
    }

    // ---- its own node

    private void onTaskProgress(Event.TaskProgress event) {
        ExecutorJob job = jobs.get(event.job());
        if (job == null) return;
        tasks.progress(job, event.report());
        endIfQuiet(job);
    }

    private void onSnapshotTaken(Event.SnapshotTaken event) {
        ExecutorJob job = jobs.get(event.job());
        if (job != null) snapshots.taken(job, event.report());
    }

    private void onPartitionProduced(JobId id, PartitionId partition) {
        ExecutorJob job = jobs.get(id);
        if (job == null || job.ending) out.add(new Action.DropPartitions(id, List.of(partition)));
        else job.partitions.add(partition);
    }

    private void onBeat(long nowMs) {
        out.startTimer(BEAT, nowMs + config.beatMs());
        if (registered) beatToLeader();
        else register();
        tasks.freeUnanswered(nowMs);
        for (ExecutorJob job : List.copyOf(jobs.values())) {
            if (!job.ending && nowMs - job.heardMs > config.orphanTimeoutMs()) {
                out.warn("job " + job.id + ": no JobMaster for " + config.orphanTimeoutMs()
                        + " ms, its tasks are cancelled");
                end(job);
            } else if (!job.ending) {
                tasks.repeatUnanswered(job);
                snapshots.repeatUnanswered(job);
            }
        }
    }

    private void stop() {
        stopping = true;
        if (leader != null) out.send(Endpoint.of(leader, Role.RESOURCE_MANAGER), new Message.WorkerLeaving());
    }

    /** The state of an attempt as this machine knows it; null if it does not. For tests. */
    @Nullable
    ExecutionState stateOf(JobId job, AttemptId attempt) {
        ExecutorJob known = jobs.get(job);
        TaskReport report = known == null ? null : known.task(attempt);
        return report == null ? null : report.state();
    }
}
