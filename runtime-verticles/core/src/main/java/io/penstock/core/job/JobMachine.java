// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.job;

import io.penstock.api.JobOptions;
import io.penstock.core.Guard;
import io.penstock.core.checkpoint.Remains;
import io.penstock.core.graph.ExecutionGraph;
import io.penstock.core.graph.JobGraph;
import io.penstock.core.graph.JobGraphs;
import io.penstock.core.message.Action;
import io.penstock.core.message.Endpoint;
import io.penstock.core.message.Event;
import io.penstock.core.message.FencingToken;
import io.penstock.core.message.HaRecord;
import io.penstock.core.message.JobReport;
import io.penstock.core.message.JobScale;
import io.penstock.core.message.JobStatus;
import io.penstock.core.message.Machine;
import io.penstock.core.message.Message;
import io.penstock.core.message.NodeId;
import io.penstock.core.message.NodeInfo;
import io.penstock.core.message.Role;
import io.penstock.core.message.TaskFailure;
import io.penstock.core.message.TaskReport;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The JobMaster of one job: loads its record, takes over what an earlier JobMaster left, schedules, deploys, watches,
 * restarts, and ends it.
 *
 * <p>Handles {@link Event.Started} (once, first), {@link Event.RecordsLoaded}, {@link Event.MessageReceived},
 * {@link Event.TimerFired}, {@link Event.MemberJoined}, {@link Event.MemberLeft}, {@link Event.MemberDied},
 * {@link Event.LeaderSeen}, {@link Event.CheckpointVerified}, {@link Event.SavepointLoaded} and
 * {@link Event.PersistRefused}. The members that are there at the start must be made known before the answer to the
 * first {@link Action.Load}: they are whom a successor asks. The record must hold the graph. After
 * {@link Action.Retire} it ignores whatever comes. Everything it decides from is in the store or can be asked from the
 * executors again.
 */
public final class JobMachine implements Machine {
    private static final String BEAT = "beat";
    private static final String JOBS = "jobs";
    private static final String RESULTS = "results";
    private static final String ATTEMPTS = "attempts";
    private static final String INDEXES = "checkpoint-indexes";

    private final JobContext context;
    private final Strategies strategies;
    private final Ending ending;
    private final Bystander bystander;
    private final TreeSet<NodeId> workers = new TreeSet<>();
    private HaRecord.@Nullable JobRecord record;
    private @Nullable JobLife life;
    private @Nullable Reconciliation reconciliation;
    private @Nullable JobRun run;
    private HaRecord.@Nullable CheckpointIndex index;
    private @Nullable SavepointStart savepoint;

    /** What earlier JobMasters did and saw: attempt numbers up to its highest may have been used. */
    private HaRecord.AttemptRecord attempts;

    private boolean cancelRequested;
    private boolean retired;
    private long ignored;

    /**
     * A JobMaster that was told to start.
     *
     * @param node the node that hosts it
     * @param start names job, token and leader
     * @param strategies that the job may name
     */
    public JobMachine(NodeId node, Message.StartJobMaster start, JobConfig config, Strategies strategies) {
        this.context = new JobContext(node, start, config);
        this.strategies = strategies;
        this.attempts = new HaRecord.AttemptRecord(start.job(), 1);
        this.ending = new Ending(context);
        this.bystander = new Bystander(context, ending);
    }

    @Override
    public List<Action> on(Event event, long nowMs) {
        if (retired) return List.of();
        context.begin(nowMs);
        if (event instanceof Event.MessageReceived e) onMessage(e.from(), e.message());
        else if (event instanceof Event.TimerFired e) onTimer(e.key());
        else if (event instanceof Event.Started) onStarted();
        else if (event instanceof Event.RecordsLoaded e) onLoaded(e.map(), e.records());
        else if (event instanceof Event.MemberJoined e) onJoined(e.node());
        else if (event instanceof Event.MemberLeft e) onLeft(e.node(), e.reason());
        else if (event instanceof Event.MemberDied e) onDied(e.node().id(), e.proof());
        else if (event instanceof Event.LeaderSeen e)
            onLeader(e.leader().token(), e.leader().leader());
        else if (event instanceof Event.CheckpointVerified e) onVerified(e);
        else if (event instanceof Event.SavepointLoaded e) onSavepoint(e);
        else if (event instanceof Event.PersistRefused e) retire("a JobMaster with token " + e.seen() + " has written");
        else throw new IllegalStateException("not for a JobMaster: " + event);
        if (run != null && !ending.begun()) settle(run);
        List<Action> actions = context.drain();
        retired |= actions.stream().anyMatch(Action.Retire.class::isInstance);
        return actions;
    }

    private void settle(JobRun running) {
        running.settle();
        JobRun rescaled = ending.begun() ? null : running.rescaled();
        if (rescaled == null) return;
        ignored += running.ignored();
        run = rescaled;
        rescaled.settle();
    }

    /** What is known of the job; null before its record is loaded, and when an earlier JobMaster had ended it. */
    public @Nullable JobReport report() {
        HaRecord.JobResultRecord result = ending.stored();
        if (result != null) return result.report();
        if (run != null) return run.report();
        if (record == null || life == null) return null;
        return JobReports.report(record, context.token(), life, null, waiting());
    }

    /** Number of messages that came late, twice or to nobody, and changed nothing. */
    public long ignored() {
        return ignored + (run == null ? 0 : run.ignored());
    }

    private String waiting() {
        return reconciliation == null ? "is being loaded" : reconciliation.reason();
    }

    private void retire(String reason) {
        context.retire(reason);
        retired = true;
    }

    // ---- the start

    private void onStarted() {
        context.load(JOBS);
        context.sendToDispatcher(
                new Message.JobMasterAlive(context.job(), context.token(), JobStatus.CREATED, "is being loaded"));
        context.startTimer(BEAT, context.nowMs() + context.config().heartbeatIntervalMs());
    }

    private void onLoaded(String map, List<HaRecord> records) {
        if (map.equals(JOBS)) onRecord(records);
        else if (map.equals(ATTEMPTS)) onAttempts(records);
        else if (map.equals(INDEXES)) onIndex(records);
        else if (map.equals(RESULTS)) onResults(records);
        else ignored++;
    }

    /** Fenced before anything else is read: whoever was here before can write no more, nor have it overwritten. */
    private void onAttempts(List<HaRecord> records) {
        for (HaRecord each : records) {
            if (each instanceof HaRecord.AttemptRecord found) attempts = found;
        }
        if (life != null) life.recall(attempts);
        context.fence(INDEXES);
    }

    private void onIndex(List<HaRecord> records) {
        if (!records.isEmpty() && records.get(0) instanceof HaRecord.CheckpointIndex found) index = found;
        context.fence(RESULTS);
    }

    private void onResults(List<HaRecord> records) {
        if (hasResult(records) && records.get(0) instanceof HaRecord.JobResultRecord result) {
            ending.resume(result, workers, remains());
            return;
        }
        reconciliation = new Reconciliation(context, workers);
        loadSavepoint();
        startIfReconciled();
    }

    @Guard(value = "job/has-result", open = false)
    private static boolean hasResult(List<HaRecord> records) {
        return !records.isEmpty();
    }

    /** Whether no earlier JobMaster can have left anything. */
    @Guard(value = "job/reconcile-first", open = true)
    private static boolean isFirst(HaRecord.JobRecord found) {
        return found.starts() <= 1;
    }

    @Guard(value = "job/later-record", open = false)
    private boolean hasSuccessor(HaRecord.JobRecord found) {
        return context.token().olderThan(found.jobToken());
    }

    private void onRecord(List<HaRecord> records) {
        if (records.isEmpty() || !(records.get(0) instanceof HaRecord.JobRecord found)) {
            retire("there is no record of the job");
            return;
        }
        if (hasSuccessor(found)) {
            retire("the job has a JobMaster with token " + found.jobToken());
            return;
        }
        record = found;
        life = new JobLife(context, found.submittedMs());
        cancelRequested |= found.cancelRequested();
        if (isFirst(found)) {
            loadSavepoint();
            startIfReady(List.of());
        } else {
            context.fence(ATTEMPTS);
        }
    }

    private void startIfReconciled() {
        if (reconciliation == null || !reconciliation.done()) return;
        if (startIfReady(reconciliation.reports())) reconciliation = null;
    }

    /** Begins unless the savepoint to begin from is still being read. */
    private boolean startIfReady(List<Message.ExecutorReport> reports) {
        if (savepoint != null && savepoint.isAwaited()) return false;
        if (savepoint != null && !savepoint.problem().isEmpty())
            failAtOnce(TaskFailure.of(TaskFailure.Kind.PROGRAM, savepoint.problem()));
        else start(reports);
        return true;
    }

    /** Asks for the savepoint that the job begins from, unless it has checkpoints of its own. */
    private void loadSavepoint() {
        if (record == null || index != null && !index.completed().isEmpty()) return;
        String path = record.spec().options().getOrDefault(JobOptions.SAVEPOINT_PATH, "");
        if (path.isEmpty()) return;
        savepoint = new SavepointStart(path);
        context.act(new Action.LoadSavepoint(context.job(), path));
    }

    private void onSavepoint(Event.SavepointLoaded event) {
        if (savepoint == null || record == null || record.graph() == null || run != null) return;
        boolean dropping = Boolean.parseBoolean(
                record.spec().options().getOrDefault(JobOptions.SAVEPOINT_ALLOW_NON_RESTORED, "false"));
        savepoint.loaded(event, record.graph(), dropping);
        if (reconciliation != null) startIfReconciled();
        else if (record.starts() <= 1 && !ending.begun()) startIfReady(List.of());
    }

    private void onVerified(Event.CheckpointVerified event) {
        if (run != null && !ending.begun()) run.onVerified(event);
    }

    private List<Action> remains() {
        return index == null
                ? List.of()
                : Remains.of(context.job(), context.token(), settings().checkpoints(), index.completed());
    }

    private JobSettings settings() {
        if (record == null) throw new IllegalStateException("no record");
        return new JobSettings(record, strategies);
    }

    private void start(List<Message.ExecutorReport> reports) {
        if (record == null || life == null) throw new IllegalStateException("no record");
        JobGraph graph = record.graph();
        if (graph == null) throw new IllegalStateException("the record has no graph");
        JobStrategies chosen;
        try {
            chosen = settings().choose(context.token());
        } catch (StrategyException e) {
            failAtOnce(TaskFailure.of(TaskFailure.Kind.PROGRAM, String.valueOf(e.getMessage())));
            return;
        }
        var recovery = new Recovery(settings().checkpoints(), index, savepoint == null ? null : savepoint.restore());
        JobScale scale = life.scale();
        boolean left = scale != null && leftBefore(scale, reports);
        List<Integer> parallelism =
                scale == null ? JobGraphs.parallelism(graph) : left ? scale.before() : scale.parallelism();
        JobGraph scaled = JobGraphs.withParallelism(graph, parallelism);
        run = new JobRun(
                new JobRun.Frame(context, life, ending, recovery, chosen),
                record.with(scaled),
                ExecutionGraph.of(scaled),
                attempts);
        run.adopt(reports, left ? scale : null);
        if (!attempts.failing().isEmpty()) run.failForGood(attempts.failing());
        else if (cancelRequested) run.cancel();
    }

    /** Whether an earlier JobMaster died between storing a rescale and the end of the tasks before it. */
    private static boolean leftBefore(JobScale scale, List<Message.ExecutorReport> reports) {
        boolean live = false;
        for (Message.ExecutorReport report : reports) {
            for (TaskReport task : report.tasks()) {
                if (task.attempt().attempt() >= scale.since()) return false;
                live |= !task.state().terminal();
            }
        }
        return live;
    }

    private void failAtOnce(TaskFailure failure) {
        if (record == null || life == null) throw new IllegalStateException("no record");
        life.failed(failure, null, null);
        life.enter(JobStatus.FAILED, failure.message());
        ending.begin(
                new HaRecord.JobResultRecord(JobReports.report(record, context.token(), life, null, failure.message())),
                workers,
                remains());
    }

    // ---- members, leaders, time

    private void onJoined(NodeInfo node) {
        if (!node.roles().contains(NodeInfo.NodeRole.WORKER)) return;
        workers.add(node.id());
        if (reconciliation != null) reconciliation.await(node.id());
    }

    private void onLeft(NodeId node, String reason) {
        workers.remove(node);
        onHint(node, reason);
    }

    private void onHint(NodeId node, String reason) {
        if (reconciliation != null) reconciliation.onHint(node);
        if (run != null && !ending.begun()) run.onHint(node, reason);
    }

    private void onDied(NodeId node, String proof) {
        workers.remove(node);
        if (run != null && !ending.begun()) run.onDied(node, proof);
        if (reconciliation == null) return;
        reconciliation.onDied(node);
        startIfReconciled();
    }

    private void onLeader(FencingToken token, NodeId leader) {
        if (isOfOlderLeader(token)) return;
        onLeader(token, Endpoint.of(leader, Role.DISPATCHER), Endpoint.of(leader, Role.RESOURCE_MANAGER));
    }

    private void onLeader(FencingToken token, Endpoint dispatcher, Endpoint resourceManager) {
        if (!context.leaderIs(token, dispatcher, resourceManager)) return;
        if (ending.begun()) ending.tell();
        else if (run != null) run.onNewLeader();
        else context.sendToDispatcher(alive());
    }

    private Message alive() {
        return new Message.JobMasterAlive(context.job(), context.token(), JobStatus.CREATED, waiting());
    }

    private void onTimer(String key) {
        if (ending.onTimer(key)) return;
        if (key.equals(BEAT)) {
            onBeat();
        } else if (reconciliation != null) {
            reconciliation.onTimer(key);
            startIfReconciled();
        } else if (run == null || ending.begun() || !run.onTimer(key)) {
            ignored++;
        }
    }

    private void onBeat() {
        if (ending.begun()) return;
        context.startTimer(BEAT, context.nowMs() + context.config().heartbeatIntervalMs());
        if (run != null) {
            run.onBeat();
            return;
        }
        context.sendToDispatcher(alive());
        if (reconciliation == null) return;
        reconciliation.onBeat();
        startIfReconciled();
    }

    // ---- messages

    private void onMessage(Endpoint from, Message message) {
        if (from.role() == Role.TASK_EXECUTOR) {
            onExecutorMessage(from, message);
        } else if (message instanceof Message.Stale m) {
            onStale(m);
        } else if (message instanceof Message.CancelJob m) {
            onCancel(from, m);
        } else if (message instanceof Message.QueryJob m) {
            bystander.onQuery(from, m, report());
        } else if (message instanceof Message.TriggerSavepoint m) {
            onSavepoint(from, m.requestId(), m.requestId(), asked -> asked.onSavepoint(from, m));
        } else if (message instanceof Message.QuerySavepoint m) {
            onSavepoint(from, m.requestId(), m.operationId(), asked -> asked.onSavepoint(from, m));
        } else if (message instanceof Message.RescaleJob m) {
            onRescale(from, m);
        } else {
            onLeaderMessage(from, message);
        }
    }

    private void onStale(Message.Stale message) {
        if (isOutdatedBy(message)) retire("the job has a JobMaster with token " + message.seen());
        else ignored++;
    }

    @Guard(value = "job/stale", open = false)
    private boolean isOutdatedBy(Message.Stale message) {
        return context.job().equals(message.job()) && context.token().olderThan(message.seen());
    }

    @Guard(value = "job/older-leader", open = false)
    private boolean isOfOlderLeader(FencingToken token) {
        return token.olderThan(context.leaderToken());
    }

    private void onLeaderMessage(Endpoint from, Message message) {
        FencingToken token = Senders.leaderToken(message);
        if (token == null) {
            context.refuse(from, message);
            return;
        }
        if (isOfOlderLeader(token)) {
            context.send(from, new Message.Stale(context.leaderToken(), null));
            return;
        }
        if (message instanceof Message.DispatcherBeat m) {
            onLeader(m.token(), m.dispatcher(), m.resourceManager());
        } else if (message instanceof Message.RequirementsAnswer m && run != null) {
            run.onRequirementsAnswer(m);
        } else if (message instanceof Message.WorkerLost m) {
            onHint(m.worker(), m.reason());
        } else if (message instanceof Message.JobEndedAnswer) {
            ending.onAnswered();
        } else if (message instanceof Message.StopJobMaster m && !m.jobToken().olderThan(context.token())) {
            retire("the Dispatcher stopped it");
        } else {
            ignored++;
        }
    }

    private void onExecutorMessage(Endpoint executor, Message message) {
        NodeId from = executor.node();
        if (!Senders.isExecutor(message)) {
            context.refuse(executor, message);
            return;
        }
        if (message instanceof Message.Stale m) {
            onStale(m);
        } else if (message instanceof Message.JobReleased) {
            ending.onReleased(from);
        } else if (ending.begun()) {
            ending.release(from);
        } else if (run != null) {
            run.heard(from);
            onExecutorMessage(run, message);
        } else if (reconciliation != null && message instanceof Message.ExecutorReport m) {
            reconciliation.onReport(m);
            startIfReconciled();
        } else {
            ignored++;
        }
    }

    private static void onExecutorMessage(JobRun running, Message message) {
        if (message instanceof Message.TaskReports m) running.onTaskReports(m);
        else if (message instanceof Message.JobMasterBeatAnswer m) running.onBeatAnswer(m);
        else if (message instanceof Message.OfferSlots m) running.onOffers(m);
        else if (message instanceof Message.ExecutorReport m) running.onExecutorReport(m);
        else if (message instanceof Message.SnapshotReports m) running.onSnapshots(m);
    }

    private void onCancel(Endpoint from, Message.CancelJob message) {
        bystander.onCancel(from, message);
        cancelRequested = true;
        if (run != null && !ending.begun()) run.cancel();
    }

    private void onSavepoint(Endpoint from, String requestId, String operation, Consumer<JobRun> ask) {
        if (run == null || ending.begun()) bystander.onSavepoint(from, requestId, operation);
        else ask.accept(run);
    }

    private void onRescale(Endpoint from, Message.RescaleJob message) {
        if (run == null || ending.begun()) bystander.onRescale(from, message);
        else run.onRescale(from, message);
    }
}
