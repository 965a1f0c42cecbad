// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.api.ResourceProfile;
import io.penstock.core.graph.JobGraph;
import io.penstock.core.graph.JobGraphs;
import io.penstock.core.graph.JobVertex;
import io.penstock.core.graph.OperatorNode;
import io.penstock.core.message.Action;
import io.penstock.core.message.CheckpointStats;
import io.penstock.core.message.Endpoint;
import io.penstock.core.message.Event;
import io.penstock.core.message.FencingToken;
import io.penstock.core.message.HaRecord;
import io.penstock.core.message.JobId;
import io.penstock.core.message.JobReport;
import io.penstock.core.message.JobSpec;
import io.penstock.core.message.JobStatus;
import io.penstock.core.message.Message;
import io.penstock.core.message.NodeId;
import io.penstock.core.message.NodeInfo;
import io.penstock.core.message.NodeInfo.NodeRole;
import io.penstock.core.message.Refusal;
import io.penstock.core.message.Role;
import io.penstock.core.message.TaskFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DispatcherMachineTest {
    private static final FencingToken TOKEN = new FencingToken(4, 0);
    private static final FencingToken FIRST = new FencingToken(4, 1);
    private static final NodeId SELF = new NodeId("c1");
    private static final NodeId OTHER = new NodeId("c2");
    private static final NodeId WORKER = new NodeId("w1");
    private static final Endpoint DISPATCHER = Endpoint.of(SELF, Role.DISPATCHER);
    private static final Endpoint CLIENT = new Endpoint(SELF, Role.CLIENT, null);
    private static final JobId JOB = job(1);

    private DispatcherMachine machine = new DispatcherMachine(DispatcherConfig.DEFAULTS, TOKEN, SELF);
    private long nowMs = 100_000;

    private static JobId job(int number) {
        return new JobId(String.format("%032x", number));
    }

    private static JobSpec spec(JobId job) {
        return new JobSpec(job, "jar", "Main", List.of(), 0, new TreeMap<>());
    }

    private static JobGraph graph(int parallelism) {
        String id = "0".repeat(32);
        var operator = new OperatorNode(0, id, "source", null, "source", -1, null);
        var vertex = new JobVertex(
                0, id, "source", parallelism, 128, "g", ResourceProfile.ANY, List.of(operator), 0, true, true, false);
        return JobGraphs.withFingerprint(
                new JobGraph("word count", true, new TreeMap<>(), List.of(vertex), List.of(), ""));
    }

    private static HaRecord.JobResultRecord result(JobId job, JobStatus status, FencingToken token) {
        return new HaRecord.JobResultRecord(new JobReport(
                job,
                "old",
                status,
                "",
                1,
                99_000,
                token,
                new TreeMap<>(),
                null,
                List.of(),
                0,
                null,
                List.of(),
                CheckpointStats.NONE,
                List.of(),
                List.of()));
    }

    private static HaRecord.JobRecord record(JobId job, NodeId master, FencingToken token) {
        return new HaRecord.JobRecord(spec(job), 1, graph(1), new TreeMap<>(), master, token, false, 1);
    }

    @BeforeEach
    void lead() {
        machine.on(new Event.Started(), nowMs);
        join(SELF, NodeRole.COORDINATOR);
        join(OTHER, NodeRole.COORDINATOR);
        join(WORKER, NodeRole.WORKER);
    }

    private void join(NodeId node, NodeRole role) {
        machine.on(new Event.MemberJoined(new NodeInfo(node, node.value(), List.of(role))), nowMs);
    }

    /** Reads the store, and does what was put off for an event of its own. */
    private List<Action> load(List<HaRecord> jobs, List<HaRecord> results) {
        machine.on(new Event.RecordsLoaded("jobs", jobs), nowMs);
        var actions = new ArrayList<>(machine.on(new Event.RecordsLoaded("results", results), nowMs));
        while (of(actions, Action.StartTimer.class).stream()
                .anyMatch(timer -> timer.key().equals("next"))) {
            actions.removeIf(action -> action instanceof Action.StartTimer);
            actions.addAll(machine.on(new Event.TimerFired("next"), nowMs));
        }
        return actions;
    }

    private List<Action> hear(Endpoint from, Message message) {
        return machine.on(new Event.MessageReceived(from, message), nowMs);
    }

    private List<Action> beat() {
        nowMs += 500;
        return machine.on(new Event.TimerFired("beat"), nowMs);
    }

    private static <T extends Message> List<T> sent(List<Action> actions, Class<T> type) {
        return of(actions, Action.Send.class).stream()
                .map(Action.Send::message)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    private static <T extends Action> List<T> of(List<Action> actions, Class<T> type) {
        return actions.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private List<Action> submit(JobId job) {
        return hear(CLIENT, new Message.SubmitJob("r-" + job, spec(job)));
    }

    private List<Action> evaluated(JobId job, int parallelism) {
        return hear(
                Endpoint.of(WORKER, Role.TASK_EXECUTOR),
                new Message.ProgramEvaluated(job, graph(parallelism), new TreeMap<>()));
    }

    @Test
    void anAcceptedJobIsStoredBeforeAnybodyHearsOfIt() {
        load(List.of(), List.of());
        assertThat(sent(submit(JOB), Message.EvaluateProgram.class)).hasSize(1);
        List<Action> actions = evaluated(JOB, 1);
        int stored = actions.indexOf(of(actions, Action.Persist.class).get(0));
        List<Action> after = actions.subList(stored + 1, actions.size());
        assertThat(sent(after, Message.StartJobMaster.class)).hasSize(1);
        assertThat(sent(after, Message.SubmitAnswer.class))
                .extracting(Message.SubmitAnswer::refusal)
                .containsOnlyNulls();
        assertThat(of(actions.subList(0, stored), Action.Send.class)).isEmpty();
    }

    @Test
    void aGraphThatCannotRunIsRefusedWithTheFault() {
        load(List.of(), List.of());
        submit(JOB);
        Message.SubmitAnswer answer =
                sent(evaluated(JOB, 1_000), Message.SubmitAnswer.class).get(0);
        assertThat(answer.refusal()).isNotNull();
        assertThat(answer.refusal().message()).contains("parallelism 1000 exceeds max parallelism 128");
        Message.JobsAnswer jobs = sent(hear(CLIENT, new Message.QueryJobs("q")), Message.JobsAnswer.class)
                .get(0);
        assertThat(jobs.jobs()).isEmpty();
    }

    @Test
    void aProgramThatThrowsIsRefusedWithWhatItThrew() {
        load(List.of(), List.of());
        submit(JOB);
        var failure = TaskFailure.of(TaskFailure.Kind.USER_CODE, "no such file");
        List<Action> actions = hear(Endpoint.of(WORKER, Role.TASK_EXECUTOR), new Message.ProgramRefused(JOB, failure));
        assertThat(sent(actions, Message.SubmitAnswer.class).get(0).refusal())
                .isEqualTo(new Refusal(Refusal.Code.INVALID, "no such file"));
    }

    @Test
    void aProgramThatNoWorkerCanEvaluateIsGivenUp() {
        load(List.of(), List.of());
        submit(JOB);
        List<Action> last = List.of();
        for (int i = 0; i < 70 && of(last, Action.Persist.class).isEmpty(); i++) {
            last = beat();
            if (sent(last, Message.SubmitAnswer.class).size() == 1) last = List.of();
        }
        HaRecord stored = of(last, Action.Persist.class).get(0).record();
        assertThat(stored).isInstanceOf(HaRecord.JobResultRecord.class);
        assertThat(((HaRecord.JobResultRecord) stored).report().reason()).contains("could not be evaluated in 3 tries");
    }

    @Test
    void withoutAWorkerTheJobIsAcceptedAndWaitsVisibly() {
        load(List.of(), List.of());
        machine.on(new Event.MemberLeft(WORKER, "gone"), nowMs);
        submit(JOB);
        var answers = new ArrayList<Message.SubmitAnswer>();
        for (int i = 0; i < 6; i++) answers.addAll(sent(beat(), Message.SubmitAnswer.class));
        assertThat(answers).hasSize(1);
        Message.JobAnswer answer = sent(hear(CLIENT, new Message.QueryJob("q", JOB)), Message.JobAnswer.class)
                .get(0);
        assertThat(answer.report()).isNotNull();
        assertThat(answer.report().status()).isEqualTo(JobStatus.CREATED);
        assertThat(answer.report().reason()).isEqualTo("waits for a worker to evaluate the program");
        assertThat(sent(tellOfWorker(), Message.EvaluateProgram.class)).hasSize(1);
    }

    private List<Action> tellOfWorker() {
        return machine.on(new Event.MemberJoined(new NodeInfo(WORKER, "w1", List.of(NodeRole.WORKER))), nowMs);
    }

    @Test
    void aSecondSubmissionOfTheSameJobIsAnsweredTheSameAndStartsNothing() {
        load(List.of(), List.of());
        submit(JOB);
        evaluated(JOB, 1);
        List<Action> again = submit(JOB);
        assertThat(of(again, Action.Persist.class)).hasSize(1);
        assertThat(sent(again, Message.SubmitAnswer.class)).hasSize(1);
        assertThat(sent(again, Message.StartJobMaster.class)).isEmpty();
    }

    @Test
    void whatArrivesBeforeTheStoreIsReadWaitsAndIsNotLost() {
        assertThat(submit(JOB)).isEmpty();
        assertThat(sent(load(List.of(), List.of()), Message.EvaluateProgram.class))
                .hasSize(1);
    }

    @Test
    void jobMastersAreSpreadOverTheCoordinators() {
        load(List.of(), List.of());
        var nodes = new ArrayList<NodeId>();
        for (int i = 1; i <= 4; i++) {
            submit(job(i));
            for (Action.Send send : of(evaluated(job(i), 1), Action.Send.class)) {
                if (send.message() instanceof Message.StartJobMaster)
                    nodes.add(send.to().node());
            }
        }
        assertThat(nodes).containsExactly(SELF, OTHER, SELF, OTHER);
    }

    @Test
    void aNewLeaderKeepsTheJobMastersThatLive() {
        load(List.of(record(JOB, OTHER, new FencingToken(3, 7))), List.of());
        for (int i = 0; i < 20; i++) {
            hear(
                    Endpoint.jobMaster(OTHER, JOB),
                    new Message.JobMasterAlive(JOB, new FencingToken(3, 7), JobStatus.RUNNING, ""));
            assertThat(sent(beat(), Message.StartJobMaster.class)).isEmpty();
        }
    }

    @Test
    void aSilentJobMasterGetsASuccessorWithAHigherTokenElsewhere() {
        load(List.of(record(JOB, OTHER, new FencingToken(3, 7))), List.of());
        List<Action> actions = List.of();
        for (int i = 0; i < 12 && sent(actions, Message.StartJobMaster.class).isEmpty(); i++) actions = beat();
        assertThat(sent(actions, Message.StartJobMaster.class))
                .containsExactly(new Message.StartJobMaster(JOB, FIRST, TOKEN, DISPATCHER));
        HaRecord.JobRecord stored =
                (HaRecord.JobRecord) of(actions, Action.Persist.class).get(0).record();
        assertThat(stored.jobMaster()).isEqualTo(SELF);
        assertThat(stored.starts()).isEqualTo(2);
    }

    @Test
    void aWrongHintReplacesNoJobMasterAndATrueOneDoesSoon() {
        FencingToken token = new FencingToken(3, 7);
        load(List.of(record(JOB, OTHER, token)), List.of());
        machine.on(new Event.MemberLeft(OTHER, "hint"), nowMs);
        for (int i = 0; i < 4; i++) {
            hear(Endpoint.jobMaster(OTHER, JOB), new Message.JobMasterAlive(JOB, token, JobStatus.RUNNING, ""));
            assertThat(sent(beat(), Message.StartJobMaster.class)).isEmpty();
        }
        beat();
        assertThat(sent(beat(), Message.StartJobMaster.class)).hasSize(1);
    }

    @Test
    void theJobMastersOfACoordinatorThatStopsGetSuccessorsAtOnce() {
        load(List.of(record(JOB, OTHER, new FencingToken(3, 7))), List.of());
        List<Action> actions = hear(Endpoint.of(OTHER, Role.JOB_MASTER_HOST), new Message.CoordinatorLeaving());
        assertThat(sent(actions, Message.StartJobMaster.class))
                .containsExactly(new Message.StartJobMaster(JOB, FIRST, TOKEN, DISPATCHER));
        List<Action> again = hear(Endpoint.of(OTHER, Role.JOB_MASTER_HOST), new Message.CoordinatorLeaving());
        assertThat(sent(again, Message.StartJobMaster.class)).isEmpty();
    }

    @Test
    void aJobMasterThatWasReplacedIsToldSo() {
        load(List.of(record(JOB, OTHER, new FencingToken(3, 7))), List.of());
        Endpoint old = Endpoint.jobMaster(SELF, JOB);
        var alive = new Message.JobMasterAlive(JOB, new FencingToken(3, 6), JobStatus.RUNNING, "");
        assertThat(hear(old, alive))
                .containsExactly(new Action.Send(old, new Message.Stale(new FencingToken(3, 7), JOB)));
    }

    @Test
    void aCancelIsStoredThenPassedOnUntilItTakesEffect() {
        FencingToken token = new FencingToken(3, 7);
        Endpoint master = Endpoint.jobMaster(OTHER, JOB);
        load(List.of(record(JOB, OTHER, token)), List.of());
        List<Action> actions = hear(CLIENT, new Message.CancelJob("c", JOB));
        int stored = actions.indexOf(of(actions, Action.Persist.class).get(0));
        assertThat(sent(actions.subList(stored, actions.size()), Message.CancelAnswer.class))
                .hasSize(1);
        hear(master, new Message.JobMasterAlive(JOB, token, JobStatus.RUNNING, ""));
        assertThat(sent(beat(), Message.CancelJob.class)).hasSize(1);
        hear(master, new Message.JobMasterAlive(JOB, token, JobStatus.CANCELING, ""));
        assertThat(sent(beat(), Message.CancelJob.class)).isEmpty();
    }

    @Test
    void aJobThatWaitsForItsEvaluationCanBeCancelled() {
        load(List.of(), List.of());
        submit(JOB);
        List<Action> actions = hear(CLIENT, new Message.CancelJob("c", JOB));
        Message.JobEnded ended = sent(actions, Message.JobEnded.class).get(0);
        hear(DISPATCHER, ended);
        Message.JobAnswer answer = sent(hear(CLIENT, new Message.QueryJob("q", JOB)), Message.JobAnswer.class)
                .get(0);
        assertThat(answer.report()).isNotNull();
        assertThat(answer.report().status()).isEqualTo(JobStatus.CANCELED);
    }

    @Test
    void cancellingWhatHasEndedOrNeverWasIsRefused() {
        load(List.of(), List.of(result(JOB, JobStatus.FINISHED, FIRST)));
        Refusal ended = sent(hear(CLIENT, new Message.CancelJob("c", JOB)), Message.CancelAnswer.class)
                .get(0)
                .refusal();
        assertThat(ended).isNotNull().extracting(Refusal::code).isEqualTo(Refusal.Code.CONFLICT);
        Refusal unknown = sent(hear(CLIENT, new Message.CancelJob("c", job(9))), Message.CancelAnswer.class)
                .get(0)
                .refusal();
        assertThat(unknown).isNotNull().extracting(Refusal::code).isEqualTo(Refusal.Code.NOT_FOUND);
    }

    @Test
    void anEndedJobIsForgottenAsAJobAndRememberedAsAResult() {
        FencingToken token = new FencingToken(3, 7);
        load(List.of(record(JOB, OTHER, token)), List.of());
        Endpoint master = Endpoint.jobMaster(OTHER, JOB);
        List<Action> actions = hear(master, new Message.JobEnded(JOB, token, result(JOB, JobStatus.FINISHED, token)));
        assertThat(actions)
                .contains(new Action.Forget("jobs", JOB.value(), TOKEN))
                .contains(new Action.Send(master, new Message.JobEndedAnswer(JOB, TOKEN)));
        assertThat(sent(hear(CLIENT, new Message.QueryJob("q", JOB)), Message.JobAnswer.class)
                        .get(0)
                        .report())
                .isNotNull();
    }

    /** Who says so has stored it before a successor fenced it, so the successor will find it. */
    @Test
    void anEndCountsAlsoIfAReplacedJobMasterTellsIt() {
        load(List.of(record(JOB, OTHER, new FencingToken(3, 7))), List.of());
        FencingToken old = new FencingToken(3, 6);
        Endpoint master = Endpoint.jobMaster(SELF, JOB);
        assertThat(hear(master, new Message.JobEnded(JOB, old, result(JOB, JobStatus.FAILED, old))))
                .contains(new Action.Forget("jobs", JOB.value(), TOKEN))
                .contains(new Action.Send(master, new Message.JobEndedAnswer(JOB, TOKEN)));
    }

    @Test
    void theHistoryIsBounded() {
        var results = new ArrayList<HaRecord>();
        for (int i = 1; i <= 250; i++) results.add(result(job(i), JobStatus.FINISHED, FIRST));
        load(List.of(), results);
        assertThat(of(beat(), Action.Forget.class)).hasSize(50);
        assertThat(machine.summaries()).hasSize(200);
    }

    @Test
    void aQueryIsPassedOnToTheJobMasterAndItsAnswerBack() {
        FencingToken token = new FencingToken(3, 7);
        Endpoint master = Endpoint.jobMaster(OTHER, JOB);
        load(List.of(record(JOB, OTHER, token)), List.of());
        hear(master, new Message.JobMasterAlive(JOB, token, JobStatus.RUNNING, ""));
        Message.QueryJob passed = sent(hear(CLIENT, new Message.QueryJob("q", JOB)), Message.QueryJob.class)
                .get(0);
        JobReport report = result(JOB, JobStatus.FINISHED, token).report();
        assertThat(hear(master, new Message.JobAnswer(passed.requestId(), report, null)))
                .containsExactly(new Action.Send(CLIENT, new Message.JobAnswer("q", report, null)));
    }

    @Test
    void aQueryThatTheJobMasterDoesNotAnswerIsAnsweredFromWhatIsKnown() {
        FencingToken token = new FencingToken(3, 7);
        load(List.of(record(JOB, OTHER, token)), List.of());
        hear(Endpoint.jobMaster(OTHER, JOB), new Message.JobMasterAlive(JOB, token, JobStatus.RUNNING, "is busy"));
        hear(CLIENT, new Message.QueryJob("q", JOB));
        var answers = new ArrayList<Message.JobAnswer>();
        for (int i = 0; i < 4; i++) answers.addAll(sent(beat(), Message.JobAnswer.class));
        assertThat(answers).hasSize(1);
        assertThat(answers.get(0).report()).isNotNull();
        assertThat(answers.get(0).report().reason()).isEqualTo("is busy");
    }

    @Test
    void oneEventWritesOneRecordAtMost() {
        var records = new ArrayList<HaRecord>();
        for (int i = 1; i <= 5; i++) records.add(record(job(i), new NodeId("gone"), new FencingToken(3, i)));
        load(records, List.of());
        int placed = 0;
        for (int i = 0; i < 4; i++) {
            List<Action> actions = beat();
            while (!of(actions, Action.Persist.class).isEmpty()) {
                assertThat(of(actions, Action.Persist.class)).hasSize(1);
                placed++;
                actions = machine.on(new Event.TimerFired("next"), nowMs);
            }
        }
        assertThat(placed).isGreaterThanOrEqualTo(5);
    }

    @Test
    void aDeposedDispatcherStopsAndTellsItsElection() {
        load(List.of(), List.of());
        var seen = new FencingToken(5, 0);
        List<Action> actions =
                machine.on(new Event.PersistRefused(new HaRecord.LeaderRecord(TOKEN, SELF), seen), nowMs);
        assertThat(actions)
                .contains(new Action.Send(Endpoint.of(SELF, Role.ELECTION), new Message.Stale(seen, null)))
                .anyMatch(Action.Retire.class::isInstance);
        assertThat(beat()).isEmpty();
    }

    @Test
    void tooManyJobsAreRefusedForNow() {
        DispatcherConfig d = DispatcherConfig.DEFAULTS;
        machine = new DispatcherMachine(
                new DispatcherConfig(
                        d.beatMs(),
                        d.deadAfterMs(),
                        d.submitWaitMs(),
                        d.evaluateTimeoutMs(),
                        d.evaluateTriesMax(),
                        d.relayTimeoutMs(),
                        1,
                        d.historyMax(),
                        d.historyAgeMs(),
                        d.rescanMaxMs()),
                TOKEN,
                SELF);
        lead();
        load(List.of(), List.of());
        submit(JOB);
        Refusal refusal =
                sent(submit(job(2)), Message.SubmitAnswer.class).get(0).refusal();
        assertThat(refusal).isNotNull().extracting(Refusal::code).isEqualTo(Refusal.Code.RETRY);
    }

    @Test
    void aJobMasterOfAJobThatAnotherHasEndedIsStoppedHoweverOftenThatIsLost() {
        load(List.of(), List.of(result(JOB, JobStatus.FINISHED, FIRST)));
        Endpoint successor = Endpoint.jobMaster(OTHER, JOB);
        var second = new FencingToken(4, 2);
        for (int i = 0; i < 3; i++) {
            List<Action> actions = hear(successor, new Message.JobMasterAlive(JOB, second, JobStatus.RUNNING, ""));
            assertThat(of(actions, Action.Send.class))
                    .containsExactly(new Action.Send(
                            Endpoint.of(OTHER, Role.JOB_MASTER_HOST), new Message.StopJobMaster(JOB, second, TOKEN)));
        }
        List<Action> own = hear(successor, new Message.JobMasterAlive(JOB, FIRST, JobStatus.RUNNING, ""));
        assertThat(own).isEmpty();
    }
}
