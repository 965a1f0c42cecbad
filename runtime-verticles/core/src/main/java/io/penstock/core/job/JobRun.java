// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.job;

import io.penstock.core.checkpoint.CheckpointCoordinator;
import io.penstock.core.graph.ExecutionGraph;
import io.penstock.core.graph.JobGraph;
import io.penstock.core.graph.RegionId;
import io.penstock.core.message.AttemptId;
import io.penstock.core.message.Endpoint;
import io.penstock.core.message.Event;
import io.penstock.core.message.ExecutionState;
import io.penstock.core.message.HaRecord.AttemptRecord;
import io.penstock.core.message.HaRecord.JobRecord;
import io.penstock.core.message.HaRecord.JobResultRecord;
import io.penstock.core.message.JobReport;
import io.penstock.core.message.JobScale;
import io.penstock.core.message.JobStatus;
import io.penstock.core.message.Message;
import io.penstock.core.message.NodeId;
import io.penstock.core.message.Refusal;
import io.penstock.core.message.TaskFailure;
import io.penstock.core.message.TaskReport;
import io.penstock.core.slot.SlotPool;
import io.penstock.core.slot.SlotPool.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A job between its record and its result: takes what happens, lets each part keep its books, and at the end of every
 * event settles: who starts over, who is next, who is told. Knows neither how it was loaded nor what follows the end.
 */
final class JobRun {
    private final JobContext context;
    private final JobLife life;
    private final Ending ending;
    private final JobRecord record;
    private final SlotPool pool;
    private final Agenda agenda = new Agenda();
    private final JobWorkers workers;
    private final SlotSharing sharing;
    private final SlotRequests slots;
    private final Tasks tasks;
    private final Partitions partitions;
    private final Scheduler scheduler;
    private final Deployer deployer;
    private final Canceller canceller;
    private final Committer committer;
    private final TaskTracker tracker;
    private final Failover failover;
    private final CheckpointCoordinator checkpoints;
    private final GivingWay givingWay;
    private final Rescaling rescaling;
    private final Frame frame;

    private final AttemptBook attempts;
    /** As many tasks had finished at some time. */
    private int finishedMost;

    /** Who asks, and where the outcome goes. */
    record Frame(JobContext context, JobLife life, Ending ending, Recovery recovery, JobStrategies strategies) {}

    /**
     * A job about to run.
     *
     * @param known what earlier JobMasters did
     */
    JobRun(Frame frame, JobRecord record, ExecutionGraph graph, AttemptRecord known) {
        this(frame, record, graph, new AttemptBook(frame.context, frame.life, known, record.starts() <= 1), null);
    }

    /** {@code before}: the same job with another parallelism, all of whose tasks have ended; or null. */
    private JobRun(Frame frame, JobRecord record, ExecutionGraph graph, AttemptBook attempts, @Nullable JobRun before) {
        this.frame = frame;
        this.context = frame.context;
        this.life = frame.life;
        this.ending = frame.ending;
        this.record = record;
        JobGraph jobGraph = graph.jobGraph();
        JobStrategies strategies = frame.strategies;
        this.pool = before == null ? new SlotPool() : before.pool;
        this.workers = before == null ? new JobWorkers(context, record.starts() > 1) : before.workers;
        this.sharing = new SlotSharing(context, jobGraph, pool);
        this.slots = new SlotRequests(context, pool, sharing, before == null ? null : before.slots);
        this.attempts = attempts;
        this.tasks = new Tasks(graph, sharing, attempts.next());
        if (before != null) tasks.replace(before.tasks);
        this.partitions = new Partitions(context, graph, tasks, agenda);
        this.scheduler = new Scheduler(context, strategies.scheduling(), graph, tasks, sharing, workers);
        this.givingWay = new GivingWay(context, tasks, scheduler, slots);
        var running = new RunningTasks(context, life, graph, tasks, workers, new CheckpointProgress());
        Recovery recovery = frame.recovery;
        this.checkpoints = before == null
                ? new CheckpointCoordinator(running, recovery.config(), recovery.index(), recovery.start())
                : before.checkpoints.goOn(running);
        this.deployer = new Deployer(context, record, graph, tasks, checkpoints);
        this.canceller = new Canceller(context, tasks);
        this.committer = new Committer(context, tasks, workers);
        this.tracker = new TaskTracker(context, tasks, sharing, partitions, canceller, agenda);
        var parts = new Failover.RunningParts(tasks, partitions, scheduler, canceller, agenda, checkpoints);
        this.failover = new Failover(context, life, graph, strategies, parts);
        var touched = new Rescaling.Parts(tasks, slots, scheduler, canceller, checkpoints, running, attempts);
        this.rescaling = new Rescaling(context, life, jobGraph, touched);
    }

    /** The same job with the parallelism that it was rescaled to, once all tasks have ended; else null. */
    @Nullable
    JobRun rescaled() {
        JobGraph next = life.ending() ? null : rescaling.next();
        if (next == null) return null;
        var run = new JobRun(frame, record.with(next), ExecutionGraph.of(next), attempts, this);
        run.failover.allReturn();
        run.start();
        return run;
    }

    /** Everything may be scheduled from now on. */
    void start() {
        for (JobRegion region : tasks.regions()) agenda.consider(region);
    }

    /**
     * Takes over what an earlier JobMaster left, then starts; or if {@code left} is not null, stops what that has left
     * behind.
     */
    void adopt(List<Message.ExecutorReport> reports, @Nullable JobScale left) {
        JobScale scale = life.scale();
        int since = scale == null || left != null ? 0 : scale.since();
        var adoption = new Adoption(
                tasks, pool, sharing, partitions, canceller, new Adoption.Known(since, attempts.committing()));
        for (Message.ExecutorReport report : reports)
            adoption.add(workers.adopt(report.worker()), report, context.nowMs());
        adoption.finish(context.nowMs());
        if (tasks.live() + tasks.count(ExecutionState.FINISHED) > 0) {
            life.enter(JobStatus.RUNNING, "taken over from an earlier JobMaster");
        }
        if (left != null) {
            checkpoints.adopted();
            rescaling.resume(left);
            return;
        }
        start();
        if (!attempts.committing().isEmpty()) resumeCommit(adoption.inDoubt());
        if (life.ending()) return;
        if (tasks.live() > 0) checkpoints.adopted();
        if (!adoption.broken().isEmpty())
            failIf(failover.resume(adoption.broken(), "an earlier JobMaster was interrupted"));
        Failed failed = adoption.failed();
        if (failed != null) fail(failed);
    }

    private void resumeCommit(@Nullable Execution inDoubt) {
        committer.resume(attempts.committing());
        if (inDoubt == null) return;
        String why = "v" + inDoubt.vertex + "[" + inDoubt.subtask
                + "] was lost while the job committed: its output is, or may be, visible already";
        life.failed(TaskFailure.of(TaskFailure.Kind.WORKER_LOST, why), null, null);
        stop(JobStatus.FAILING, why);
    }

    // ---- what happens

    void onOffers(Message.OfferSlots message) {
        JobWorker worker = workers.meet(message.worker());
        if (worker.cleared) slots.onOffers(worker.node, message.offers());
    }

    void onRequirementsAnswer(Message.RequirementsAnswer message) {
        slots.onAnswer(message);
    }

    void onTaskReports(Message.TaskReports message) {
        JobWorker worker = workers.get(message.worker());
        if (tracker.isNews(message.worker(), worker, message.sequence())) take(message.worker(), message.reports());
        if (worker != null && !worker.cleared) workers.askForReport(worker.node);
    }

    void onBeatAnswer(Message.JobMasterBeatAnswer message) {
        JobWorker worker = workers.get(message.worker());
        if (worker != null) workers.onBeatAnswer(worker, message, pool.sizeOn(worker.node));
    }

    /** An executor tells everything, since our books did not agree, or since it came back. */
    void onExecutorReport(Message.ExecutorReport message) {
        JobWorker worker = workers.meet(message.worker());
        take(worker.node, message.tasks());
        boolean strangers =
                message.tasks().stream().anyMatch(report -> !report.state().terminal() && !placed(report, worker));
        if (strangers) return;
        worker.cleared = true;
        List<AttemptId> known =
                message.tasks().stream().map(TaskReport::attempt).toList();
        var reported = new TreeSet<>(known);
        for (Execution execution : worker.tasks) {
            boolean unknown = execution.live() && !worker.deploying.contains(execution);
            if (unknown && !reported.contains(execution.attempt())) canceller.cancel(worker.node, execution.attempt());
        }
        slots.onHoldings(worker, message.slots());
    }

    private boolean placed(TaskReport report, JobWorker worker) {
        Execution execution = tasks.current(report.attempt());
        return execution != null && execution.worker == worker && execution.live();
    }

    void onSnapshots(Message.SnapshotReports message) {
        checkpoints.onReports(message);
    }

    void onVerified(Event.CheckpointVerified event) {
        checkpoints.onVerified(event.checkpointId(), event.problem());
    }

    void onSavepoint(Endpoint client, Message.TriggerSavepoint request) {
        if (life.ending()) {
            var refusal = new Refusal(Refusal.Code.CONFLICT, "the job is " + life.status());
            context.send(client, new Message.SavepointAnswer(request.requestId(), context.job(), null, refusal));
        } else {
            checkpoints.onTrigger(client, request);
        }
    }

    void onSavepoint(Endpoint client, Message.QuerySavepoint request) {
        checkpoints.onQuery(client, request);
    }

    void onRescale(Endpoint client, Message.RescaleJob request) {
        rescaling.onRequest(client, request);
    }

    /** Somebody says that a worker is gone. */
    void onHint(NodeId node, String hint) {
        workers.hint(node, hint);
    }

    /** A worker's process is gone. */
    void onDied(NodeId node, String proof) {
        JobWorker worker = workers.get(node);
        if (worker != null) lose(worker, proof);
    }

    void heard(NodeId node) {
        workers.heard(node);
    }

    /** Whether the timer was one of the run's. */
    boolean onTimer(String key) {
        if (attempts.onTimer(key) || committer.onTimer(key) || rescaling.onTimer(key)) return true;
        if (failover.onTimer(key) || checkpoints.onTimer(key)) return true;
        JobWorker silent = workers.unanswered(key);
        if (silent == null) return key.startsWith("ask/");
        lose(
                silent,
                silent.hint + ", and it did not answer within "
                        + context.config().hintTimeoutMs() + " ms");
        return true;
    }

    /** Repeats what was not answered, and looks who is silent and what idles. */
    void onBeat() {
        for (JobWorker worker : workers.dead()) {
            lose(worker, "nothing heard for " + worker.detector.silenceMs(context.nowMs()) + " ms");
        }
        for (Execution execution : canceller.overdue()) giveUp(execution);
        List<Execution> unheard = new ArrayList<>();
        long sentBeforeMs = context.nowMs() - context.config().heartbeatIntervalMs();
        for (JobWorker worker : workers.all()) {
            workers.beat(worker);
            canceller.repeat(worker);
            committer.repeat(worker);
            for (Execution execution : worker.deploying) if (execution.sentMs <= sentBeforeMs) unheard.add(execution);
        }
        workers.askLost();
        deployer.deploy(unheard);
        checkpoints.onBeat();
        slots.giveBackIdle();
        SortedSet<RegionId> inTheWay = givingWay.onBeat(checkpoints.enabled());
        if (!inTheWay.isEmpty()) failIf(failover.resume(inTheWay, GivingWay.WHY));
        slots.declare();
        life.sayAlive(reason());
    }

    /** The leader is another one, or elsewhere: it must learn of the job. */
    void onNewLeader() {
        slots.declare();
        life.sayAlive(reason());
    }

    // ---- failures and the end

    /** Regions that failed for one reason. */
    record Failed(
            SortedSet<RegionId> regions,
            TaskReport report,
            @Nullable NodeId worker) {}

    private void take(NodeId from, List<TaskReport> reports) {
        var regions = new TreeSet<RegionId>();
        TaskReport first = null;
        for (TaskReport report : reports) {
            Execution execution = tasks.current(report.attempt());
            TaskFailure failure = report.failure();
            if (failure != null && execution != null) prepareFor(failure, execution, from);
            Execution failed = tracker.take(from, report);
            if (failed == null) continue;
            regions.add(failed.region.id);
            if (first == null) first = report;
        }
        if (first != null) fail(new Failed(regions, first, from));
    }

    /** What a failure says beyond itself: a partition that is gone, a slot that is no good. */
    private void prepareFor(TaskFailure failure, Execution execution, NodeId from) {
        if (failure.partition() != null) partitions.missing(failure.partition());
        boolean here = execution.live() && execution.worker != null && execution.worker.node.equals(from);
        Slot slot = execution.slot;
        if (failure.kind() == TaskFailure.Kind.DEPLOYMENT && here && slot != null) {
            slots.giveUp(slot);
            scheduler.rebind();
        }
    }

    private void fail(Failed failed) {
        TaskFailure failure = TaskTracker.failureOf(failed.report);
        fail(failed.regions, failure, failed);
    }

    private void fail(SortedSet<RegionId> regions, TaskFailure failure, @Nullable Failed source) {
        if (life.ending()) return;
        life.failed(failure, source == null ? null : source.report.attempt(), source == null ? null : source.worker);
        failIf(failover.onFailure(regions, failure));
    }

    private void failIf(@Nullable String reason) {
        if (reason != null && !life.ending()) stop(JobStatus.FAILING, reason);
    }

    /** A task did not stop in time: it counts as ended, and its slot as lost. */
    private void giveUp(Execution execution) {
        context.warn(execution + " did not stop in time; its slot is given up");
        if (execution.slot != null) slots.giveUp(execution.slot);
        scheduler.rebind();
        tracker.giveUp(execution);
    }

    private void lose(JobWorker worker, String why) {
        context.warn("worker " + worker + " is lost: " + why);
        workers.remove(worker);
        for (Slot slot : pool.removeWorker(worker.node)) sharing.lost(slot);
        scheduler.rebind();
        var failed = new TreeSet<RegionId>();
        for (Execution execution : List.copyOf(worker.tasks)) {
            boolean running = execution.region.phase == JobRegion.Phase.DEPLOYED;
            if (execution.live()) {
                canceller.cancel(worker.node, execution.attempt());
                tracker.giveUp(execution);
            } else {
                partitions.vanished(execution);
                running &= !committer.committing();
            }
            if (running) failed.add(execution.region.id);
        }
        if (failed.isEmpty()) return;
        TaskFailure failure = TaskFailure.of(TaskFailure.Kind.WORKER_LOST, "worker " + worker + " is lost: " + why);
        fail(failed, failure, null);
    }

    /** The job was asked to end. */
    void cancel() {
        if (!life.ending()) stop(JobStatus.CANCELING, "cancel was requested");
    }

    /** An earlier JobMaster had decided that the job fails. */
    void failForGood(String why) {
        if (!life.ending()) stop(JobStatus.FAILING, why);
    }

    private void stop(JobStatus status, String why) {
        if (status == JobStatus.FAILING) attempts.storeFailing(why);
        scheduler.stop();
        checkpoints.onJobEnding(why);
        for (Execution execution : tasks.all()) {
            if (execution.live()) canceller.cancel(execution);
            else if (!execution.state.terminal()) tasks.enter(execution, ExecutionState.CANCELED, context.nowMs());
        }
        life.enter(status, why);
    }

    /** What checkpoints ask for. */
    private final class CheckpointProgress implements RunningTasks.Progress {
        @Override
        public void progressed() {
            failover.progressed();
        }

        @Override
        public void startOver(String why, boolean failure) {
            SortedSet<RegionId> regions = tasks.regionsThat(region -> region.phase == JobRegion.Phase.DEPLOYED);
            if (regions.isEmpty()) return;
            if (failure) fail(regions, TaskFailure.of(TaskFailure.Kind.INTERNAL, why), null);
            else failIf(failover.resume(regions, why));
        }
    }

    // ---- the end of every event

    /** Decides on the settled books. What is stored comes last, since it holds back whatever follows. */
    void settle() {
        if (tasks.count(ExecutionState.FINISHED) > finishedMost) {
            finishedMost = tasks.count(ExecutionState.FINISHED);
            failover.progressed();
        }
        rescaling.settle();
        if (!life.ending()) checkpoints.settle();
        if (life.ending() || rescaling.stopping()) agenda.clear();
        for (JobRegion r = agenda.nextQuiet(); r != null; r = agenda.nextQuiet()) revive(r);
        while (givingWay.isOver()) {
            JobRegion next = agenda.nextToConsider();
            if (next == null) break;
            consider(next);
        }
        canceller.flush();
        partitions.flush();
        if (!life.ending() && !rescaling.holds()) deploy();
        committer.settle(checkpoints.mayEnd() && !rescaling.holds(), checkpoints.enabled());
        workers.completed(checkpoints.completedId());
        slots.declareGrowth();
        if (endIfOver()) return;
        rescaling.store();
        attempts.store(scheduler.attemptWanted(), committer);
        checkpoints.store();
    }

    /** If the job must fail instead, nothing else begins that was noted during this event. */
    private void revive(JobRegion region) {
        failIf(failover.reviveIfDue(region));
        if (life.ending()) agenda.clear();
    }

    private void consider(JobRegion region) {
        boolean wanted = scheduler.consider(region);
        if (!wanted && region.phase == JobRegion.Phase.IDLE) failover.returned(region);
    }

    private void deploy() {
        if (!checkpoints.mayDeploy()) return;
        List<JobRegion> ready = scheduler.takeReady(attempts.stored());
        if (ready.isEmpty()) return;
        List<Execution> executions = new ArrayList<>();
        for (JobRegion region : ready) {
            executions.addAll(region.members);
            failover.returned(region);
        }
        deployer.deploy(executions);
        if (life.status() == JobStatus.CREATED) life.enter(JobStatus.RUNNING, "");
    }

    private boolean endIfOver() {
        JobStatus end = switch (life.status()) {
            case RUNNING -> tasks.count(ExecutionState.FINISHED) == tasks.size() ? JobStatus.FINISHED : null;
            case CANCELING -> tasks.live() == 0 ? JobStatus.CANCELED : null;
            case FAILING -> tasks.live() == 0 ? JobStatus.FAILED : null;
            case CREATED, RESTARTING, CANCELED, FAILED, FINISHED -> null;
        };
        if (end == null) return false;
        if (end == JobStatus.FINISHED) checkpoints.onJobEnding("the job had finished");
        life.enter(end, end == JobStatus.FINISHED ? "" : life.reason());
        slots.declareNothing();
        ending.begin(new JobResultRecord(JobReports.forStore(report())), workers.met(), checkpoints.remains());
        return true;
    }

    // ---- what may be known

    long ignored() {
        return tracker.ignored();
    }

    JobReport report() {
        return JobReports.report(record, context.token(), life, tasks, reason(), checkpoints.stats());
    }

    private String reason() {
        String waiting = life.ending() ? "" : slots.waiting(scheduler.missingSlots());
        return waiting.isEmpty() ? life.reason() : waiting;
    }
}
