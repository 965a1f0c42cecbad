// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.cluster;

import io.penstock.core.Guard;
import io.penstock.core.graph.JobGraphs;
import io.penstock.core.message.Action;
import io.penstock.core.message.Endpoint;
import io.penstock.core.message.Event;
import io.penstock.core.message.FencingToken;
import io.penstock.core.message.HaRecord;
import io.penstock.core.message.JobId;
import io.penstock.core.message.JobReport;
import io.penstock.core.message.JobStatus;
import io.penstock.core.message.JobSummary;
import io.penstock.core.message.Machine;
import io.penstock.core.message.Message;
import io.penstock.core.message.NodeId;
import io.penstock.core.message.NodeInfo.NodeRole;
import io.penstock.core.message.Refusal;
import io.penstock.core.message.Role;
import io.penstock.core.message.TaskFailure;
import io.penstock.core.program.ProgramException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The mind of the Dispatcher, for one reign: which jobs there are, who evaluates their programs, and where their
 * JobMasters are.
 *
 * <p>A submission is answered when the job's record is stored: normally with the graph in it, so that a faulty program
 * is refused at the door; after {@code submitWaitMs} without, and then a fault fails the job. What a deposed leader
 * still managed to write is found by reading the records again from time to time.
 *
 * <p>Handles Started, MemberJoined, MemberLeft, RecordsLoaded, PersistRefused, LeaderSeen, MessageReceived and
 * TimerFired.
 */
public final class DispatcherMachine implements Machine {
    private static final String BEAT = "beat";
    private static final String RESCAN = "rescan";
    private static final String NEXT = "next";
    private static final int DEFERRED_MAX = 10_000;

    private final DispatcherConfig config;
    private final FencingToken token;
    private final NodeId self;
    private final ActionList out = new ActionList();
    private final Map<JobId, DispatchedJob> jobs = new TreeMap<>();
    private final JobHistory history;
    private final ProgramEvaluation evaluation;
    private final MasterPlacement placement;
    private final Relay relay;
    private final SavepointDesk savepoints;
    /** What arrived before the records were read. */
    private final Deque<Event.MessageReceived> deferred = new ArrayDeque<>();
    /** Jobs whose turn would have needed a second write in one event. */
    private final Set<JobId> postponed = new TreeSet<>();

    private final TreeSet<String> unread = new TreeSet<>(List.of("jobs", "results"));
    private long rescanAfterMs = 2_000;
    private boolean retired;

    /** For the reign of {@code token} on the node {@code self}. */
    public DispatcherMachine(DispatcherConfig config, FencingToken token, NodeId self) {
        this.config = config;
        this.token = token;
        this.self = self;
        this.history = new JobHistory(config.historyMax(), config.historyAgeMs());
        this.evaluation = new ProgramEvaluation(config, token, out);
        this.placement = new MasterPlacement(config, token, Endpoint.of(self, Role.DISPATCHER), out);
        this.relay = new Relay(config.relayTimeoutMs(), out);
        this.savepoints = new SavepointDesk(config.relayTimeoutMs(), out, jobs::get, history::report);
    }

    @Override
    public List<Action> on(Event event, long nowMs) {
        if (retired) return List.of();
        if (event instanceof Event.Started) onStarted(nowMs);
        else if (event instanceof Event.MemberJoined e) onMemberJoined(e, nowMs);
        else if (event instanceof Event.MemberLeft e) onMemberLeft(e.node(), nowMs);
        else if (event instanceof Event.MemberDied e) onMemberDied(e.node().id(), nowMs);
        else if (event instanceof Event.RecordsLoaded e) onRecordsLoaded(e, nowMs);
        else if (event instanceof Event.PersistRefused e) onPersistRefused(e);
        else if (event instanceof Event.LeaderSeen e) stepDownIfOlder(e.leader().token());
        else if (event instanceof Event.TimerFired e) onTimer(e.key(), nowMs);
        else if (event instanceof Event.MessageReceived e) onMessage(e, nowMs);
        else throw new AssertionError("unhandled: " + event);
        out.endGate();
        if (!retired && unread.isEmpty() && !(deferred.isEmpty() && postponed.isEmpty())) out.startTimer(NEXT, nowMs);
        return out.drain();
    }

    /** All jobs, those that run before those that ended. */
    public List<JobSummary> summaries() {
        var summaries = new ArrayList<JobSummary>();
        for (DispatchedJob job : jobs.values()) summaries.add(job.summary());
        summaries.addAll(history.summaries());
        return summaries;
    }

    private void onStarted(long nowMs) {
        out.startTimer(BEAT, nowMs + config.beatMs());
        out.startTimer(RESCAN, nowMs + rescanAfterMs);
        placement.reignBegins(nowMs);
        out.persist(new HaRecord.LeaderRecord(token, self), token);
        for (String map : unread) out.add(new Action.Load(map, null));
    }

    private void onMessage(Event.MessageReceived event, long nowMs) {
        if (isUnread()) {
            if (deferred.size() < DEFERRED_MAX) deferred.add(event);
            return;
        }
        onMessage(event.from(), event.message(), nowMs);
    }

    /** Whoever has not read what there is would take a known job for a new one. */
    @Guard(value = "dispatcher/read-first", open = false)
    private boolean isUnread() {
        return !unread.isEmpty();
    }

    private void onMessage(Endpoint from, Message message, long nowMs) {
        if (message instanceof Message.SubmitJob m) onSubmit(from, m, nowMs);
        else if (message instanceof Message.ProgramEvaluated m) onEvaluated(m, nowMs);
        else if (message instanceof Message.ProgramRefused m) onRefused(m, nowMs);
        else if (message instanceof Message.JobMasterAlive m) onAlive(from, m, nowMs);
        else if (message instanceof Message.JobEnded m) onEnded(from, m, nowMs);
        else if (message instanceof Message.CancelJob m) onCancel(from, m, nowMs);
        else if (message instanceof Message.QueryJob m) onQuery(from, m, nowMs);
        else if (message instanceof Message.QueryJobs m)
            out.send(from, new Message.JobsAnswer(m.requestId(), summaries()));
        else if (message instanceof Message.JobAnswer m) relay.answered(m);
        else if (message instanceof Message.Stale m) onStale(m);
        else if (message instanceof Message.CoordinatorLeaving) onMemberDied(from.node(), nowMs);
        else if (!savepoints.takes(from, message, nowMs) && !(message instanceof Message.CancelAnswer))
            out.refuse(from, message);
    }

    private void onTimer(String key, long nowMs) {
        if (key.equals(NEXT)) {
            next(nowMs);
            return;
        }
        if (key.equals(RESCAN)) {
            rescanAfterMs = Math.min(2 * rescanAfterMs, config.rescanMaxMs());
            out.startTimer(RESCAN, nowMs + rescanAfterMs);
            out.add(new Action.Load("jobs", null));
            return;
        }
        out.startTimer(BEAT, nowMs + config.beatMs());
        relay.expire(nowMs, job -> {
            DispatchedJob known = jobs.get(job);
            return known == null ? history.report(job) : known.report();
        });
        savepoints.expire(nowMs);
        if (!unread.isEmpty()) return;
        for (JobId job : history.prune(nowMs)) out.add(new Action.Forget("results", job.value(), placement.highest()));
        for (DispatchedJob job : List.copyOf(jobs.values())) tend(job, nowMs);
    }

    /** Goes on with what had to wait for an event of its own. */
    private void next(long nowMs) {
        while (!deferred.isEmpty() && !out.hasGate()) {
            Event.MessageReceived event = deferred.remove();
            onMessage(event.from(), event.message(), nowMs);
            out.endGate();
        }
        while (!postponed.isEmpty() && !out.hasGate()) {
            JobId first = postponed.iterator().next();
            postponed.remove(first);
            DispatchedJob job = jobs.get(first);
            if (job != null) tend(job, nowMs);
        }
    }

    /** Repeats whatever the job waits for. */
    private void tend(DispatchedJob job, long nowMs) {
        if (out.hasGate()) postponed.add(job.id);
        else tendNow(job, nowMs);
        out.endGate();
    }

    private void tendNow(DispatchedJob job, long nowMs) {
        Endpoint master = job.master();
        if (job.end != null) endHere(job, job.end.status(), job.end.rootCause(), nowMs);
        else if (job.record.graph() == null) {
            if (!evaluation.ask(job, nowMs)) giveUp(job, nowMs);
            else if (!job.accepted && nowMs - job.arrivedMs >= config.submitWaitMs()) accept(job);
        } else if (master == null || placement.isGone(job, master.node(), nowMs)) {
            place(job, nowMs);
        } else {
            if (job.placedHere && !job.confirmed) placement.start(job);
            placement.greet(master);
            boolean takesEffect =
                    job.status == JobStatus.CANCELING || job.status == JobStatus.FAILING || job.status.terminal();
            if (job.record.cancelRequested() && !takesEffect) out.send(master, new Message.CancelJob("", job.id));
        }
    }

    // ---- members

    private void onMemberJoined(Event.MemberJoined event, long nowMs) {
        if (event.node().roles().contains(NodeRole.COORDINATOR))
            placement.coordinatorJoined(event.node().id());
        if (!event.node().roles().contains(NodeRole.WORKER)) return;
        evaluation.workerJoined(event.node().id());
        for (DispatchedJob job : List.copyOf(jobs.values())) {
            if (job.record.graph() == null && job.evaluator == null) tend(job, nowMs);
        }
    }

    private void onMemberLeft(NodeId node, long nowMs) {
        placement.coordinatorLeft(node);
        evaluation.workerLeft(node);
        for (DispatchedJob job : List.copyOf(jobs.values())) {
            boolean concerned = node.equals(job.evaluator) || node.equals(job.record.jobMaster());
            if (concerned && unread.isEmpty()) tend(job, nowMs);
        }
    }

    /** No need to wait and see: its JobMasters get successors now; any that lives learns of them by its next beat. */
    private void onMemberDied(NodeId node, long nowMs) {
        placement.died(node);
        onMemberLeft(node, nowMs);
    }

    // ---- submission

    private void onSubmit(Endpoint from, Message.SubmitJob submit, long nowMs) {
        JobId id = submit.spec().jobId();
        DispatchedJob known = jobs.get(id);
        if (hasEnded(id)) {
            out.send(from, new Message.SubmitAnswer(submit.requestId(), id, null));
        } else if (known != null && known.accepted) {
            // Whether the first write is done is not known here; a second one is, before the answer.
            out.persist(known.record, token);
            out.send(from, new Message.SubmitAnswer(submit.requestId(), id, null));
        } else if (known != null) {
            known.submitters.put(submit.requestId(), from);
        } else if (jobs.size() >= config.jobsMax()) {
            var refusal = new Refusal(
                    Refusal.Code.RETRY,
                    jobs.size() + " jobs have not ended, and there may be " + config.jobsMax() + ": try again later");
            out.send(from, new Message.SubmitAnswer(submit.requestId(), id, refusal));
        } else {
            var record = new HaRecord.JobRecord(
                    submit.spec(), nowMs, null, new TreeMap<>(), null, FencingToken.NONE, false, 0);
            var job = new DispatchedJob(record, nowMs);
            job.submitters.put(submit.requestId(), from);
            jobs.put(id, job);
            evaluation.ask(job, nowMs);
        }
    }

    @Guard(value = "dispatcher/ended-job", open = false)
    private boolean hasEnded(JobId job) {
        return history.hasEnded(job);
    }

    private void onEvaluated(Message.ProgramEvaluated evaluated, long nowMs) {
        DispatchedJob job = jobs.get(evaluated.job());
        if (job == null || job.end != null || job.record.graph() != null) return;
        try {
            JobGraphs.validate(evaluated.graph());
        } catch (ProgramException invalid) {
            refuse(job, TaskFailure.of(TaskFailure.Kind.PROGRAM, String.valueOf(invalid.getMessage())), nowMs);
            return;
        }
        job.evaluated(evaluated.graph(), evaluated.constants());
        place(job, nowMs);
    }

    private void place(DispatchedJob job, long nowMs) {
        placement.place(job, jobs.values(), nowMs);
        if (job.accepted) answerSubmitters(job);
    }

    private void onRefused(Message.ProgramRefused refused, long nowMs) {
        DispatchedJob job = jobs.get(refused.job());
        if (job == null || job.end != null || job.record.graph() != null) return;
        boolean hopeless = refused.failure().kind().fatal || refused.failure().kind() == TaskFailure.Kind.USER_CODE;
        if (!hopeless) job.evaluationAskedMs = nowMs - config.evaluateTimeoutMs();
        if (hopeless || job.evaluationTries >= config.evaluateTriesMax()) refuse(job, refused.failure(), nowMs);
    }

    private void giveUp(DispatchedJob job, long nowMs) {
        String message = "the program could not be evaluated in " + job.evaluationTries
                + " tries; each took longer than " + config.evaluateTimeoutMs() + " ms or lost its worker";
        refuse(job, TaskFailure.of(TaskFailure.Kind.PROGRAM, message), nowMs);
    }

    /** At the door if the job is not accepted yet; else it fails. */
    private void refuse(DispatchedJob job, TaskFailure failure, long nowMs) {
        if (job.accepted) {
            endHere(job, JobStatus.FAILED, failure, nowMs);
            return;
        }
        jobs.remove(job.id);
        var refusal = new Refusal(Refusal.Code.INVALID, failure.message());
        job.submitters.forEach((id, client) -> out.send(client, new Message.SubmitAnswer(id, job.id, refusal)));
    }

    private void accept(DispatchedJob job) {
        job.accepted = true;
        out.persist(job.record, token);
        answerSubmitters(job);
    }

    private void answerSubmitters(DispatchedJob job) {
        job.submitters.forEach((id, client) -> out.send(client, new Message.SubmitAnswer(id, job.id, null)));
        job.submitters.clear();
    }

    // ---- JobMasters

    private void onAlive(Endpoint from, Message.JobMasterAlive alive, long nowMs) {
        DispatchedJob job = jobs.get(alive.job());
        JobReport ended = history.report(alive.job());
        if (job == null) {
            if (ended != null) stopLate(from, alive, ended.token());
            return;
        }
        if (alive.jobToken().olderThan(job.record.jobToken())) {
            out.send(from, new Message.Stale(job.record.jobToken(), job.id));
            return;
        }
        if (!alive.jobToken().equals(job.record.jobToken())) {
            // A deposed leader placed it after this one had read the records; the store knows, and the next reading
            // tells.
            out.add(new Action.Load("jobs", job.id.value()));
            return;
        }
        if (!job.confirmed) placement.greet(from);
        job.confirmed = true;
        placement.confirmed(from.node());
        job.masterHeardMs = nowMs;
        if (job.goneAtMs != Long.MAX_VALUE) job.goneAtMs = nowMs + 2 * config.beatMs();
        job.status = alive.status();
        job.reason = alive.reason();
    }

    /**
     * A JobMaster of a job that another one has ended. The one that did is left alone: it still sees to it that the
     * executors drop the job.
     */
    private void stopLate(Endpoint from, Message.JobMasterAlive alive, FencingToken ended) {
        if (alive.jobToken().olderThan(ended)) out.send(from, new Message.Stale(ended, alive.job()));
        else if (ended.olderThan(alive.jobToken())) {
            var stop = new Message.StopJobMaster(alive.job(), alive.jobToken(), token);
            out.send(Endpoint.of(from.node(), Role.JOB_MASTER_HOST), stop);
        }
    }

    /** The result is stored: a JobMaster that has a successor may say so too, and then the successor finds it there. */
    private void onEnded(Endpoint from, Message.JobEnded ended, long nowMs) {
        remember(ended.result().report(), nowMs);
        if (from.role() == Role.JOB_MASTER) out.send(from, new Message.JobEndedAnswer(ended.job(), token));
    }

    private void remember(JobReport report, long nowMs) {
        history.add(report);
        DispatchedJob job = jobs.remove(report.job());
        if (job != null) answerSubmitters(job);
        out.add(new Action.Forget("jobs", report.job().value(), token));
        out.add(new Action.Forget("attempts", report.job().value(), placement.highest()));
        for (JobId old : history.prune(nowMs)) out.add(new Action.Forget("results", old.value(), placement.highest()));
    }

    /** Ends a job that never had a JobMaster. It counts as ended when the store knows: then this tells itself. */
    private void endHere(DispatchedJob job, JobStatus status, @Nullable TaskFailure cause, long nowMs) {
        JobReport end = job.end == null ? job.ended(status, nowMs, cause) : job.end;
        job.end = end;
        var result = new HaRecord.JobResultRecord(end);
        out.persist(result, placement.highest());
        out.send(Endpoint.of(self, Role.DISPATCHER), new Message.JobEnded(job.id, job.record.jobToken(), result));
    }

    // ---- cancel and queries

    private void onCancel(Endpoint from, Message.CancelJob cancel, long nowMs) {
        DispatchedJob job = jobs.get(cancel.job());
        if (job == null) {
            out.send(
                    from,
                    new Message.CancelAnswer(cancel.requestId(), cancel.job(), history.cannotCancel(cancel.job())));
            return;
        }
        Endpoint master = job.master();
        if (master == null) {
            endHere(job, JobStatus.CANCELED, null, nowMs);
        } else {
            job.cancelRequested();
            out.persist(job.record, token);
            out.send(master, new Message.CancelJob("", job.id));
        }
        out.send(from, new Message.CancelAnswer(cancel.requestId(), job.id, null));
    }

    private void onQuery(Endpoint from, Message.QueryJob query, long nowMs) {
        DispatchedJob job = jobs.get(query.job());
        JobReport ended = history.report(query.job());
        if (ended != null) out.send(from, new Message.JobAnswer(query.requestId(), ended, null));
        else if (job == null)
            out.send(from, new Message.JobAnswer(query.requestId(), null, JobHistory.unknown(query.job())));
        else {
            Endpoint master = job.master();
            boolean relayed =
                    master != null && job.confirmed && relay.ask(from, query.requestId(), job.id, master, nowMs);
            if (!relayed) out.send(from, new Message.JobAnswer(query.requestId(), job.report(), null));
        }
    }

    // ---- the store

    private void onRecordsLoaded(Event.RecordsLoaded loaded, long nowMs) {
        for (HaRecord record : loaded.records()) {
            if (record instanceof HaRecord.JobRecord job) merge(job, nowMs);
            else if (record instanceof HaRecord.JobResultRecord result) merge(result.report(), nowMs);
        }
        if (!unread.remove(loaded.map()) || !unread.isEmpty()) return;
        for (DispatchedJob job : List.copyOf(jobs.values())) {
            JobReport result = history.report(job.id);
            if (result != null) remember(result, nowMs);
        }
        for (DispatchedJob job : List.copyOf(jobs.values())) greet(job, nowMs);
    }

    /** Whoever lives answers soon; whose node is not there gets less time, and whose process is dead none. */
    private void greet(DispatchedJob job, long nowMs) {
        Endpoint master = job.master();
        if (master == null) return;
        placement.greet(master);
        if (!placement.isThere(master.node())) job.goneAtMs = nowMs + config.beatMs() / 2;
        if (placement.isDead(master.node())) tend(job, nowMs);
    }

    private void merge(HaRecord.JobRecord record, long nowMs) {
        JobId id = record.spec().jobId();
        if (history.hasEnded(id)) {
            out.add(new Action.Forget("jobs", id.value(), token));
            return;
        }
        DispatchedJob known = jobs.get(id);
        if (known == null || known.record.jobToken().olderThan(record.jobToken())) {
            var job = new DispatchedJob(record, nowMs);
            job.accepted = true;
            jobs.put(id, job);
            if (known != null) job.submitters.putAll(known.submitters);
            if (!job.submitters.isEmpty()) answerSubmitters(job);
        } else if (record.cancelRequested() && !known.record.cancelRequested()) {
            known.cancelRequested();
        }
    }

    private void merge(JobReport report, long nowMs) {
        DispatchedJob job = jobs.get(report.job());
        if (job == null || !unread.isEmpty()) {
            history.add(report);
            return;
        }
        NodeId successor = job.record.jobMaster();
        if (successor != null) {
            var stop = new Message.StopJobMaster(job.id, job.record.jobToken(), token);
            out.send(Endpoint.of(successor, Role.JOB_MASTER_HOST), stop);
        }
        remember(report, nowMs);
    }

    private void onPersistRefused(Event.PersistRefused refused) {
        stepDownIfOlder(refused.seen());
        // Not by a later leader: then by the job's own JobMaster, which has ended it.
        if (!retired) out.add(new Action.Load("results", refused.record().key()));
    }

    private void onStale(Message.Stale stale) {
        if (stale.job() == null) stepDownIfOlder(stale.seen());
    }

    private void stepDownIfOlder(FencingToken seen) {
        if (token.term() < seen.term()) stepDown(seen);
    }

    private void stepDown(FencingToken seen) {
        retired = true;
        out.send(Endpoint.of(self, Role.ELECTION), new Message.Stale(seen, null));
        out.add(new Action.Retire("a later leader is known: " + seen));
    }
}
