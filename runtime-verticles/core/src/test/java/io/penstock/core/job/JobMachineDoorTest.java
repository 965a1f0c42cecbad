// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.job;

import static io.penstock.core.job.Graphs.graph;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.core.graph.ExchangePattern;
import io.penstock.core.graph.JobGraph;
import io.penstock.core.message.Action;
import io.penstock.core.message.AttemptId;
import io.penstock.core.message.Endpoint;
import io.penstock.core.message.Event;
import io.penstock.core.message.ExecutionState;
import io.penstock.core.message.FencingToken;
import io.penstock.core.message.HaRecord;
import io.penstock.core.message.JobStatus;
import io.penstock.core.message.Message;
import io.penstock.core.message.NodeId;
import io.penstock.core.message.PartitionId;
import io.penstock.core.message.Refusal;
import io.penstock.core.message.Role;
import io.penstock.core.message.SnapshotReport;
import io.penstock.core.message.TaskFailure;
import io.penstock.core.message.TaskReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What the machine takes, from whom, and what it says. */
class JobMachineDoorTest {
    private static final Endpoint CLIENT = Endpoint.of(new NodeId("somewhere"), Role.CLIENT);

    private static JobGraph small() {
        return graph().vertex("source", 1)
                .vertex("sink", 1)
                .pipelined(0, 1, ExchangePattern.FORWARD)
                .build();
    }

    @Test
    void everyEventIsEitherHandledOrAProgrammersError() {
        Map<Class<?>, Event> handled = new LinkedHashMap<>();
        for (Event event : List.of(
                new Event.Started(),
                new Event.RecordsLoaded("elsewhere", List.of()),
                new Event.MessageReceived(CLIENT, new Message.QueryJob("q", TestCluster.JOB)),
                new Event.TimerFired("none of ours"),
                new Event.MemberJoined(TestCluster.member(new NodeId("w9"))),
                new Event.MemberLeft(new NodeId("w9"), "gone"),
                new Event.MemberDied(TestCluster.member(new NodeId("w9")), "nobody listens where it did"),
                new Event.LeaderSeen(new HaRecord.LeaderRecord(TestCluster.token(0), TestCluster.LEADER)),
                new Event.CheckpointVerified(TestCluster.JOB, 1, ""),
                new Event.SavepointLoaded(TestCluster.JOB, null, "it is gone"),
                new Event.PersistRefused(new HaRecord.AttemptRecord(TestCluster.JOB, 1), TestCluster.token(9)))) {
            handled.put(event.getClass(), event);
        }
        TaskReport report = new TaskReport(new AttemptId(0, 0, 1), ExecutionState.RUNNING, false, null);
        List<Event> others = List.of(
                new Event.VotePersisted(1, null),
                new Event.TaskProgress(TestCluster.JOB, report),
                new Event.Evaluated(TestCluster.JOB, small(), new TreeMap<>()),
                new Event.EvaluationFailed(TestCluster.JOB, TaskFailure.of(TaskFailure.Kind.PROGRAM, "")),
                new Event.PartitionProduced(TestCluster.JOB, new PartitionId(0, 0, 1)),
                new Event.SnapshotTaken(
                        TestCluster.JOB, SnapshotReport.declined(new AttemptId(0, 0, 1), 1, "it ends", true)),
                new Event.StopRequested());
        var known = new ArrayList<Class<?>>(handled.keySet());
        others.forEach(event -> known.add(event.getClass()));
        assertThat(known).containsExactlyInAnyOrder(Event.class.getPermittedSubclasses());

        var cluster = new TestCluster(small()).workers(1, 1).start();
        handled.values().forEach(cluster::feed);
        for (Event event : others) {
            var machine = new TestCluster(small()).machine;
            assertThatThrownBy(() -> machine.on(event, 1)).hasMessageStartingWith("not for a JobMaster");
        }
    }

    @Test
    void messagesOfAnyKindAtAnyTimeBreakNothing() {
        for (String phase : List.of("loading", "running", "ended")) {
            var cluster = new TestCluster(small()).workers(1, 1);
            if (!phase.equals("loading")) cluster.start();
            cluster.dispatcherAnswers = false;
            if (phase.equals("ended")) cluster.finishAll(0).finishAll(1);
            for (Message message : strayMessages(cluster)) {
                cluster.feed(new Event.MessageReceived(Endpoint.of(new NodeId("w1"), Role.TASK_EXECUTOR), message));
                cluster.feed(new Event.MessageReceived(Endpoint.of(TestCluster.LEADER, Role.DISPATCHER), message));
            }
            assertThat(cluster.retired).as(phase).isNull();
        }
    }

    private static List<Message> strayMessages(TestCluster cluster) {
        FakeExecutor executor = cluster.executor("w1");
        var stranger = new AttemptId(5, -1, 3);
        var report = new TaskReport(stranger, ExecutionState.RUNNING, true, null);
        return List.of(
                new Message.Stale(TestCluster.token(0), null),
                new Message.LeaderBeat(1, "x", 1),
                new Message.OfferSlots(TestCluster.JOB, executor.info, List.of()),
                new Message.TaskReports(TestCluster.JOB, executor.info.node(), 99, List.of(report)),
                new Message.JobMasterBeatAnswer(TestCluster.JOB, new NodeId("w7"), 1, 3, 4),
                executor.fullReport(),
                new Message.JobReleased(TestCluster.JOB, new NodeId("w7")),
                new Message.RequirementsAnswer(TestCluster.JOB, TestCluster.token(0), 99, 1, "?", false),
                new Message.WorkerLost(TestCluster.token(0), new NodeId("w7"), "?"),
                new Message.DispatcherBeat(
                        TestCluster.token(0),
                        Endpoint.of(TestCluster.LEADER, Role.DISPATCHER),
                        Endpoint.of(TestCluster.LEADER, Role.RESOURCE_MANAGER)),
                new Message.StopJobMaster(TestCluster.JOB, TestCluster.token(0), TestCluster.token(0)));
    }

    @Test
    void aNewLeaderIsFollowedAndAnOldOneRefused() {
        var cluster = new TestCluster(small()).workers(1, 1).start();
        var newer = new NodeId("newer");
        var token = new FencingToken(2, 0);
        cluster.feed(new Event.LeaderSeen(new HaRecord.LeaderRecord(token, newer)));
        cluster.actions.clear();
        cluster.arrive(
                Endpoint.of(TestCluster.LEADER, Role.DISPATCHER),
                new Message.StopJobMaster(TestCluster.JOB, TestCluster.token(1), TestCluster.token(0)));
        cluster.pump();
        assertThat(cluster.retired).isNull();
        assertThat(cluster.sent(Message.Stale.class)).contains(new Message.Stale(token, null));
        cluster.advance(500);
        assertThat(cluster.actions)
                .filteredOn(Action.Send.class::isInstance)
                .extracting(action -> ((Action.Send) action).to().node())
                .contains(newer);
    }

    @Test
    void theDispatcherMayStopIt() {
        var cluster = new TestCluster(small()).workers(1, 1).start();
        cluster.fromLeader(
                Role.DISPATCHER,
                new Message.StopJobMaster(TestCluster.JOB, TestCluster.token(1), TestCluster.token(0)));
        cluster.pump();
        assertThat(cluster.retired).isEqualTo("the Dispatcher stopped it");
        assertThat(cluster.machine.on(new Event.TimerFired("beat"), cluster.nowMs))
                .isEmpty();
    }

    @Test
    void aRefusedWriteMakesItGo() {
        var cluster = new TestCluster(small()).workers(1, 1).start();
        cluster.feed(new Event.PersistRefused(new HaRecord.AttemptRecord(TestCluster.JOB, 2), TestCluster.token(5)));
        assertThat(cluster.retired).isEqualTo("a JobMaster with token 1.5 has written");
    }

    @Test
    void aJobThatNamesAnUnknownStrategyFailsWithTheNearestName() {
        JobGraph graph =
                graph().vertex("a", 1).option("restart.strategy", "nonne").build();
        var cluster = new TestCluster(graph).workers(1, 1).start();
        assertThat(cluster.status()).isEqualTo(JobStatus.FAILED);
        assertThat(cluster.report().reason()).contains("did you mean none?");
        assertThat(cluster.retired).isNotNull();
    }

    @Test
    void theAnswerToAQuestionIsTheReportOrWhyThereIsNone() {
        var cluster = new TestCluster(small()).workers(1, 1);
        cluster.feed(new Event.Started());
        cluster.feed(new Event.MessageReceived(CLIENT, new Message.QueryJob("q1", TestCluster.JOB)));
        cluster.pump();
        cluster.feed(new Event.MessageReceived(CLIENT, new Message.QueryJob("q2", TestCluster.JOB)));
        cluster.storeWorks = false;
        cluster.finishAll(0).finishAll(1);
        cluster.feed(new Event.MessageReceived(CLIENT, new Message.QueryJob("q3", TestCluster.JOB)));
        List<Message.JobAnswer> answers =
                cluster.toClient.stream().map(Message.JobAnswer.class::cast).toList();
        assertThat(answers).extracting(Message.JobAnswer::requestId).containsExactly("q1", "q2", "q3");
        assertThat(answers.get(0).refusal()).isEqualTo(new Refusal(Refusal.Code.RETRY, "the job is being loaded"));
        assertThat(answers.get(1).report()).isNotNull();
        assertThat(answers.get(1).report().status()).isEqualTo(JobStatus.RUNNING);
        assertThat(answers.get(2).refusal())
                .isEqualTo(new Refusal(Refusal.Code.RETRY, "the job's result is being stored"));
    }

    @Test
    void theEndIsToldOnlyWhenItIsStored() {
        var cluster = new TestCluster(small()).workers(1, 1).start();
        cluster.storeWorks = false;
        cluster.finishAll(0).finishAll(1).advance(2_000);
        assertThat(cluster.sent(Message.JobEnded.class)).isEmpty();
        assertThat(cluster.sent(Message.ReleaseJob.class)).isEmpty();
        cluster.storeWorks = true;
        cluster.pump();
        assertThat(cluster.sent(Message.JobEnded.class)).isNotEmpty();
        assertThat(cluster.retired).isNotNull();
    }

    @Test
    void theEndIsToldUntilItIsAnsweredAndEveryExecutorHasLetGo() {
        var cluster = new TestCluster(small()).workers(1, 1).start();
        cluster.drops = message -> message instanceof Message.JobReleased || message instanceof Message.JobEndedAnswer;
        cluster.finishAll(0).finishAll(1).advance(2_000);
        assertThat(cluster.sent(Message.JobEnded.class)).hasSizeGreaterThan(3);
        assertThat(cluster.sent(Message.ReleaseJob.class)).hasSizeGreaterThan(3);
        assertThat(cluster.store).containsKey("jobs/" + TestCluster.JOB);
        cluster.drops = message -> false;
        cluster.advance(600);
        assertThat(cluster.retired).isNotNull();
        assertThat(cluster.store).doesNotContainKey("jobs/" + TestCluster.JOB);
    }

    @Test
    void cancellingAJobThatHasEndedIsAConflict() {
        var cluster = new TestCluster(small()).workers(1, 1).start();
        cluster.dispatcherAnswers = false;
        cluster.finishAll(0).finishAll(1);
        cluster.feed(new Event.MessageReceived(CLIENT, new Message.CancelJob("c", TestCluster.JOB)));
        assertThat(cluster.toClient)
                .containsExactly(new Message.CancelAnswer(
                        "c", TestCluster.JOB, new Refusal(Refusal.Code.CONFLICT, "the job has ended: FINISHED")));
    }

    @Test
    void aCancelThatComesBeforeTheRecordIsNotForgotten() {
        var cluster = new TestCluster(small()).workers(1, 1);
        cluster.feed(new Event.Started());
        cluster.feed(new Event.MessageReceived(CLIENT, new Message.CancelJob("c", TestCluster.JOB)));
        cluster.pump();
        assertThat(cluster.status()).isEqualTo(JobStatus.CANCELED);
        assertThat(cluster.sent(Message.DeployTasks.class)).isEmpty();
    }
}
