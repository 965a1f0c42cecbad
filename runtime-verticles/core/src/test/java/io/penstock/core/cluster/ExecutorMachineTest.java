// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.api.ResourceProfile;
import io.penstock.core.message.Action;
import io.penstock.core.message.AllocationId;
import io.penstock.core.message.AttemptId;
import io.penstock.core.message.Deployment;
import io.penstock.core.message.Deployment.TaskDeployment;
import io.penstock.core.message.Endpoint;
import io.penstock.core.message.Event;
import io.penstock.core.message.ExecutionState;
import io.penstock.core.message.FencingToken;
import io.penstock.core.message.HaRecord.LeaderRecord;
import io.penstock.core.message.JobId;
import io.penstock.core.message.JobSpec;
import io.penstock.core.message.Message;
import io.penstock.core.message.NodeId;
import io.penstock.core.message.PartitionId;
import io.penstock.core.message.Role;
import io.penstock.core.message.TaskReport;
import io.penstock.core.message.WorkerInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ExecutorMachineTest {
    private static final JobId JOB = new JobId("0".repeat(31) + "1");
    private static final NodeId LEADER = new NodeId("leader");
    private static final Endpoint RESOURCES = Endpoint.of(LEADER, Role.RESOURCE_MANAGER);
    private static final Endpoint MASTER = Endpoint.jobMaster(new NodeId("m1"), JOB);
    private static final Endpoint SUCCESSOR = Endpoint.jobMaster(new NodeId("m2"), JOB);
    private static final FencingToken LEADS = new FencingToken(3, 0);
    private static final FencingToken FIRST = new FencingToken(3, 1);
    private static final FencingToken SECOND = new FencingToken(3, 2);
    private static final WorkerInfo WORKER =
            new WorkerInfo(new NodeId("w"), "w", "host", 1, ResourceProfile.of(2000, 200), 2);
    private static final AllocationId SLOT = new AllocationId("s1");
    private static final AttemptId ATTEMPT = new AttemptId(0, 0, 1);

    private final ExecutorMachine machine = new ExecutorMachine(new ExecutorConfig(500, 2_000, 10_000, 500), WORKER);
    private long nowMs = 1_000;

    @BeforeEach
    void register() {
        machine.on(new Event.Started(), nowMs);
        machine.on(new Event.LeaderSeen(new LeaderRecord(LEADS, LEADER)), nowMs);
        hear(RESOURCES, new Message.WorkerRegistered(LEADS));
    }

    private List<Action> hear(Endpoint from, Message message) {
        return machine.on(new Event.MessageReceived(from, message), nowMs);
    }

    private List<Action> beat() {
        nowMs += 500;
        return machine.on(new Event.TimerFired("beat"), nowMs);
    }

    private List<Action> request(AllocationId slot, FencingToken leader, FencingToken job) {
        return hear(RESOURCES, new Message.RequestSlot(leader, slot, JOB, ResourceProfile.ANY, MASTER, job));
    }

    private List<Action> deploy(FencingToken token, AllocationId slot, AttemptId... attempts) {
        var tasks = new ArrayList<TaskDeployment>();
        for (AttemptId attempt : attempts) tasks.add(new TaskDeployment(attempt, slot));
        var spec = new JobSpec(JOB, "jar", "Job", List.of(), 0, new TreeMap<>());
        var deployment = new Deployment(spec, "f", new TreeMap<>(), List.of(WORKER), List.of(), tasks, List.of(), null);
        return hear(MASTER, new Message.DeployTasks(JOB, token, MASTER, deployment));
    }

    private List<Action> progress(AttemptId attempt, ExecutionState state) {
        return machine.on(new Event.TaskProgress(JOB, new TaskReport(attempt, state, false, null)), nowMs);
    }

    private static <T extends Message> List<T> sent(List<Action> actions, Class<T> type) {
        return actions.stream()
                .filter(Action.Send.class::isInstance)
                .map(action -> ((Action.Send) action).message())
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    private static <T extends Action> List<T> of(List<Action> actions, Class<T> type) {
        return actions.stream().filter(type::isInstance).map(type::cast).toList();
    }

    @Test
    void aRequestedSlotIsOfferedUntilItIsAnswered() {
        assertThat(sent(request(SLOT, LEADS, FIRST), Message.OfferSlots.class)).hasSize(1);
        assertThat(sent(beat(), Message.OfferSlots.class)).hasSize(1);
        hear(MASTER, new Message.OffersAnswer(JOB, FIRST, List.of(SLOT), List.of()));
        assertThat(sent(beat(), Message.OfferSlots.class)).isEmpty();
        assertThat(machine.slotReport().holdings()).hasSize(1);
    }

    @Test
    void aSlotThatNobodyAnswersForIsFreeAgain() {
        request(SLOT, LEADS, FIRST);
        for (int i = 0; i < 5; i++) beat();
        assertThat(machine.slotReport().holdings()).isEmpty();
    }

    @Test
    void noMoreSlotsAreHeldThanThereAre() {
        request(SLOT, LEADS, FIRST);
        request(new AllocationId("s2"), LEADS, FIRST);
        Message.SlotRequestAnswer answer = sent(
                        request(new AllocationId("s3"), LEADS, FIRST), Message.SlotRequestAnswer.class)
                .get(0);
        assertThat(answer.granted()).isFalse();
        assertThat(answer.reason()).isEqualTo("all 2 slots are held");
        assertThat(answer.slots().holdings()).hasSize(2);
    }

    @Test
    void aDeposedLeaderIsRefused() {
        List<Action> actions = request(SLOT, new FencingToken(2, 0), FIRST);
        assertThat(actions).containsExactly(new Action.Send(RESOURCES, new Message.Stale(LEADS, null)));
        assertThat(machine.slotReport().holdings()).isEmpty();
    }

    @Test
    void aFormerJobMasterIsRefusedOnceItsSuccessorHasSpoken() {
        hear(SUCCESSOR, new Message.RequestReport(JOB, SECOND, SUCCESSOR));
        assertThat(deploy(FIRST, SLOT, ATTEMPT))
                .containsExactly(new Action.Send(MASTER, new Message.Stale(SECOND, JOB)));
    }

    @Test
    void lateCopiesOfAFreedSlotsRequestDoNotBringItBack() {
        request(SLOT, LEADS, FIRST);
        hear(MASTER, new Message.OffersAnswer(JOB, FIRST, List.of(), List.of(SLOT)));
        assertThat(sent(request(SLOT, LEADS, FIRST), Message.SlotRequestAnswer.class)
                        .get(0)
                        .granted())
                .isFalse();
    }

    @Test
    void aTaskIsStartedOnceHoweverOftenItIsDeployed() {
        request(SLOT, LEADS, FIRST);
        assertThat(of(deploy(FIRST, SLOT, ATTEMPT), Action.StartTasks.class)).hasSize(1);
        assertThat(of(deploy(FIRST, SLOT, ATTEMPT), Action.StartTasks.class)).isEmpty();
    }

    @Test
    void aTaskWithoutASlotFailsWithTheReason() {
        TaskReport report = sent(deploy(FIRST, SLOT, ATTEMPT), Message.TaskReports.class)
                .get(0)
                .reports()
                .get(0);
        assertThat(report.state()).isEqualTo(ExecutionState.FAILED);
        assertThat(report.failure()).isNotNull();
        assertThat(report.failure().message()).isEqualTo("slot s1 is not held here for the job");
    }

    @Test
    void anAttemptCancelledBeforeItArrivesNeverStarts() {
        request(SLOT, LEADS, FIRST);
        hear(MASTER, new Message.CancelTasks(JOB, FIRST, List.of(ATTEMPT)));
        assertThat(of(deploy(FIRST, SLOT, ATTEMPT), Action.StartTasks.class)).isEmpty();
        assertThat(machine.stateOf(JOB, ATTEMPT)).isEqualTo(ExecutionState.CANCELED);
    }

    @Test
    void aLateCancelOfOneAttemptDoesNotTouchTheNext() {
        request(SLOT, LEADS, FIRST);
        var second = new AttemptId(0, 0, 2);
        deploy(FIRST, SLOT, ATTEMPT);
        progress(ATTEMPT, ExecutionState.FAILED);
        deploy(FIRST, SLOT, second);
        assertThat(of(hear(MASTER, new Message.CancelTasks(JOB, FIRST, List.of(ATTEMPT))), Action.StopTasks.class))
                .isEmpty();
        assertThat(machine.stateOf(JOB, second)).isEqualTo(ExecutionState.DEPLOYING);
    }

    @Test
    void anOvertakenAttemptIsStoppedBeforeTheNextStarts() {
        request(SLOT, LEADS, FIRST);
        deploy(FIRST, SLOT, ATTEMPT);
        List<Action> actions = deploy(FIRST, SLOT, new AttemptId(0, 0, 2));
        assertThat(of(actions, Action.StopTasks.class)).containsExactly(new Action.StopTasks(JOB, List.of(ATTEMPT)));
        assertThat(of(actions, Action.StartTasks.class)).hasSize(1);
        assertThat(actions.indexOf(of(actions, Action.StopTasks.class).get(0)))
                .isLessThan(actions.indexOf(of(actions, Action.StartTasks.class).get(0)));
    }

    @Test
    void changesAreRepeatedUntilTheyAreAnswered() {
        request(SLOT, LEADS, FIRST);
        deploy(FIRST, SLOT, ATTEMPT);
        progress(ATTEMPT, ExecutionState.RUNNING);
        Message.TaskReports repeated = sent(beat(), Message.TaskReports.class).get(0);
        assertThat(repeated.reports()).containsExactly(new TaskReport(ATTEMPT, ExecutionState.RUNNING, false, null));
        hear(MASTER, new Message.TaskReportsAnswer(JOB, FIRST, repeated.sequence()));
        assertThat(sent(beat(), Message.TaskReports.class)).isEmpty();
    }

    @Test
    void aFreedSlotIsHeldUntilItsTasksHaveEnded() {
        request(SLOT, LEADS, FIRST);
        deploy(FIRST, SLOT, ATTEMPT);
        assertThat(of(hear(MASTER, new Message.FreeSlots(JOB, FIRST, List.of(SLOT))), Action.StopTasks.class))
                .hasSize(1);
        assertThat(machine.slotReport().holdings()).hasSize(1);
        List<Action> actions = progress(ATTEMPT, ExecutionState.CANCELED);
        assertThat(machine.slotReport().holdings()).isEmpty();
        assertThat(sent(actions, Message.WorkerBeat.class))
                .as("the ResourceManager hears at once")
                .hasSize(1);
    }

    @Test
    void aTaskThatOnlyWaitsForItsCommitOutlivesItsSlot() {
        request(SLOT, LEADS, FIRST);
        deploy(FIRST, SLOT, ATTEMPT);
        var prepared = new TaskReport(ATTEMPT, ExecutionState.RUNNING, true, null);
        machine.on(new Event.TaskProgress(JOB, prepared), nowMs);
        assertThat(of(hear(MASTER, new Message.FreeSlots(JOB, FIRST, List.of(SLOT))), Action.StopTasks.class))
                .isEmpty();
        assertThat(machine.slotReport().holdings()).isEmpty();
        assertThat(of(
                        hear(MASTER, new Message.CommitTasks(JOB, FIRST, List.of(ATTEMPT))),
                        Action.CommitTransactions.class))
                .hasSize(1);
        progress(ATTEMPT, ExecutionState.FINISHED);
        assertThat(machine.tasksOf(JOB)).containsExactly(new TaskReport(ATTEMPT, ExecutionState.FINISHED, true, null));
    }

    @Test
    void tasksOutliveTheirJobMasterUntilTheyAreOrphans() {
        request(SLOT, LEADS, FIRST);
        deploy(FIRST, SLOT, ATTEMPT);
        progress(ATTEMPT, ExecutionState.RUNNING);
        for (int i = 0; i < 20; i++)
            assertThat(of(beat(), Action.StopTasks.class)).isEmpty();
        assertThat(of(beat(), Action.StopTasks.class)).hasSize(1);
        assertThat(of(progress(ATTEMPT, ExecutionState.CANCELED), Action.DropJob.class))
                .hasSize(1);
        assertThat(machine.slotReport().holdings()).isEmpty();
    }

    @Test
    void aReleasedJobIsGoneAndStaysGone() {
        request(SLOT, LEADS, FIRST);
        deploy(FIRST, SLOT, ATTEMPT);
        assertThat(sent(hear(MASTER, new Message.ReleaseJob(JOB, FIRST)), Message.JobReleased.class))
                .isEmpty();
        List<Action> ended = progress(ATTEMPT, ExecutionState.CANCELED);
        assertThat(ended).contains(new Action.DropJob(JOB));
        assertThat(sent(ended, Message.JobReleased.class)).hasSize(1);
        assertThat(of(deploy(FIRST, SLOT, new AttemptId(0, 0, 2)), Action.StartTasks.class))
                .isEmpty();
        assertThat(sent(request(new AllocationId("s9"), LEADS, FIRST), Message.SlotRequestAnswer.class)
                        .get(0)
                        .granted())
                .isFalse();
    }

    @Test
    void aLateReleaseByAFormerJobMasterDoesNotLiftTheLaterOne() {
        hear(SUCCESSOR, new Message.ReleaseJob(JOB, SECOND));
        assertThat(hear(MASTER, new Message.ReleaseJob(JOB, FIRST)))
                .containsExactly(new Action.Send(MASTER, new Message.Stale(SECOND, JOB)));
        assertThat(sent(request(SLOT, LEADS, SECOND), Message.SlotRequestAnswer.class))
                .as("it is still over for the later one")
                .singleElement()
                .matches(answer -> !answer.granted());
    }

    @Test
    void aSuccessorAdoptsWhatRuns() {
        request(SLOT, LEADS, FIRST);
        deploy(FIRST, SLOT, ATTEMPT);
        progress(ATTEMPT, ExecutionState.RUNNING);
        Message.ExecutorReport report = sent(
                        hear(SUCCESSOR, new Message.RequestReport(JOB, SECOND, SUCCESSOR)),
                        Message.ExecutorReport.class)
                .get(0);
        assertThat(report.tasks()).containsExactly(new TaskReport(ATTEMPT, ExecutionState.RUNNING, false, null));
        assertThat(report.placed()).containsExactly(new TaskDeployment(ATTEMPT, SLOT));
        assertThat(report.slots()).hasSize(1);
    }

    @Test
    void aProgramIsEvaluatedOnceAndAnsweredAsOftenAsAsked() {
        Endpoint dispatcher = Endpoint.of(LEADER, Role.DISPATCHER);
        var spec = new JobSpec(JOB, "jar", "Job", List.of(), 0, new TreeMap<>());
        var ask = new Message.EvaluateProgram(LEADS, spec);
        assertThat(hear(dispatcher, ask)).containsExactly(new Action.Evaluate(spec));
        assertThat(hear(dispatcher, ask)).isEmpty();
    }

    @Test
    void aLeaderThatForgotTheWorkerIsToldEverythingAgain() {
        request(SLOT, LEADS, FIRST);
        Message.RegisterWorker register = sent(
                        hear(RESOURCES, new Message.WorkerUnknown(LEADS)), Message.RegisterWorker.class)
                .get(0);
        assertThat(register.slots().holdings()).hasSize(1);
    }

    private String refusal(List<Action> actions) {
        Message.SlotRequestAnswer answer =
                sent(actions, Message.SlotRequestAnswer.class).get(0);
        assertThat(answer.granted()).isFalse();
        return answer.reason();
    }

    @Test
    void eachSlotThatIsRefusedSaysWhy() {
        request(SLOT, LEADS, FIRST);
        hear(MASTER, new Message.OffersAnswer(JOB, FIRST, List.of(), List.of(SLOT)));
        assertThat(refusal(request(SLOT, LEADS, FIRST))).isEqualTo("the allocation has been used and freed");
        var large = new Message.RequestSlot(
                LEADS, new AllocationId("s2"), JOB, ResourceProfile.of(1_500, 10), MASTER, FIRST);
        assertThat(refusal(hear(RESOURCES, large))).startsWith("a slot here is smaller than ");
        hear(SUCCESSOR, new Message.RequestReport(JOB, SECOND, SUCCESSOR));
        assertThat(refusal(request(new AllocationId("s3"), LEADS, FIRST))).isEqualTo("the job has a later JobMaster");
        hear(SUCCESSOR, new Message.ReleaseJob(JOB, SECOND));
        assertThat(refusal(request(new AllocationId("s4"), LEADS, SECOND))).isEqualTo("the job is over");
        machine.on(new Event.StopRequested(), nowMs);
        assertThat(refusal(request(new AllocationId("s5"), LEADS, SECOND))).isEqualTo("the worker is stopping");
    }

    @Test
    void whoseJobIsEndingGetsNoSlot() {
        request(SLOT, LEADS, FIRST);
        deploy(FIRST, SLOT, ATTEMPT);
        hear(MASTER, new Message.ReleaseJob(JOB, FIRST));
        assertThat(refusal(request(new AllocationId("s2"), LEADS, FIRST))).isEqualTo("the job is over");
    }

    @Test
    void aWorkerThatStopsSaysGoodbyeAndBeatsNoMore() {
        assertThat(machine.on(new Event.StopRequested(), nowMs))
                .containsExactly(new Action.Send(RESOURCES, new Message.WorkerLeaving()));
        assertThat(sent(beat(), Message.WorkerBeat.class)).isEmpty();
    }

    @Test
    void aLaterLeaderIsRegisteredWithAndAnEarlierOneNotAnyMore() {
        var next = new NodeId("next");
        var later = new FencingToken(4, 0);
        List<Action> actions = machine.on(new Event.LeaderSeen(new LeaderRecord(later, next)), nowMs);
        assertThat(actions).singleElement().isInstanceOfSatisfying(Action.Send.class, send -> {
            assertThat(send.to()).isEqualTo(Endpoint.of(next, Role.RESOURCE_MANAGER));
            assertThat(send.message()).isInstanceOf(Message.RegisterWorker.class);
        });
        assertThat(machine.on(new Event.LeaderSeen(new LeaderRecord(LEADS, LEADER)), nowMs))
                .isEmpty();
        assertThat(hear(RESOURCES, new Message.WorkerUnknown(LEADS))).isEmpty();
    }

    @Test
    void aWorkerRegistersUntilItIsAnswered() {
        var later = new FencingToken(4, 0);
        machine.on(new Event.LeaderSeen(new LeaderRecord(later, LEADER)), nowMs);
        assertThat(sent(beat(), Message.RegisterWorker.class)).hasSize(1);
        hear(RESOURCES, new Message.WorkerRegistered(LEADS));
        assertThat(sent(beat(), Message.RegisterWorker.class))
                .as("an earlier leader's answer says nothing")
                .hasSize(1);
        hear(RESOURCES, new Message.WorkerRegistered(later));
        assertThat(sent(beat(), Message.RegisterWorker.class)).isEmpty();
    }

    @Test
    void aProgramOfADeposedLeaderIsNotEvaluated() {
        var spec = new JobSpec(JOB, "jar", "Job", List.of(), 0, new TreeMap<>());
        Endpoint deposed = Endpoint.of(new NodeId("old"), Role.DISPATCHER);
        assertThat(hear(deposed, new Message.EvaluateProgram(new FencingToken(2, 0), spec)))
                .containsExactly(new Action.Send(deposed, new Message.Stale(LEADS, null)));
    }

    @Test
    void aStopThatIsRepeatedForAnEndedTaskIsAnsweredWithItsEnd() {
        request(SLOT, LEADS, FIRST);
        deploy(FIRST, SLOT, ATTEMPT);
        progress(ATTEMPT, ExecutionState.FAILED);
        Message.TaskReports told = sent(beat(), Message.TaskReports.class).get(0);
        hear(MASTER, new Message.TaskReportsAnswer(JOB, FIRST, told.sequence()));
        List<Action> again = hear(MASTER, new Message.CancelTasks(JOB, FIRST, List.of(ATTEMPT)));
        assertThat(of(again, Action.StopTasks.class)).isEmpty();
        assertThat(sent(again, Message.TaskReports.class).get(0).reports())
                .extracting(TaskReport::state)
                .containsExactly(ExecutionState.FAILED);
    }

    @Test
    void aCommitGoesToTheTasksAndOneThatIsRepeatedIsAnsweredWithTheEnd() {
        request(SLOT, LEADS, FIRST);
        deploy(FIRST, SLOT, ATTEMPT);
        machine.on(
                new Event.TaskProgress(JOB, new TaskReport(ATTEMPT, ExecutionState.INITIALIZING, false, null)), nowMs);
        machine.on(new Event.TaskProgress(JOB, new TaskReport(ATTEMPT, ExecutionState.RUNNING, true, null)), nowMs);
        var commit = new Message.CommitTasks(JOB, FIRST, List.of(ATTEMPT));
        assertThat(of(hear(MASTER, commit), Action.CommitTransactions.class))
                .containsExactly(new Action.CommitTransactions(JOB, List.of(ATTEMPT)));
        progress(ATTEMPT, ExecutionState.FINISHED);
        assertThat(of(hear(MASTER, commit), Action.CommitTransactions.class)).isEmpty();
    }

    @Test
    void aCommitThatWaitedWhileTheProcessStoodStillCountsOnlyIfItsSenderStillAnswers() {
        request(SLOT, LEADS, FIRST);
        deploy(FIRST, SLOT, ATTEMPT);
        machine.on(
                new Event.TaskProgress(JOB, new TaskReport(ATTEMPT, ExecutionState.INITIALIZING, false, null)), nowMs);
        machine.on(new Event.TaskProgress(JOB, new TaskReport(ATTEMPT, ExecutionState.RUNNING, true, null)), nowMs);
        hear(MASTER, new Message.TaskReportsAnswer(JOB, FIRST, 100));
        nowMs += 4_000;
        var commit = new Message.CommitTasks(JOB, FIRST, List.of(ATTEMPT));
        List<Action> woken = hear(MASTER, commit);
        assertThat(of(woken, Action.CommitTransactions.class)).isEmpty();
        Message.TaskReports question = sent(woken, Message.TaskReports.class).get(0);
        assertThat(question.reports()).extracting(TaskReport::attempt).containsExactly(ATTEMPT);
        assertThat(of(hear(MASTER, commit), Action.CommitTransactions.class)).isEmpty();
        hear(MASTER, new Message.TaskReportsAnswer(JOB, FIRST, question.sequence()));
        assertThat(of(hear(MASTER, commit), Action.CommitTransactions.class)).hasSize(1);
    }

    @Test
    void aPartitionThatIsMadeAfterTheEndIsDropped() {
        var partition = new PartitionId(0, 0, 1);
        assertThat(machine.on(new Event.PartitionProduced(JOB, partition), nowMs))
                .containsExactly(new Action.DropPartitions(JOB, List.of(partition)));
    }

    @Test
    void onlyPartitionsThatAreHereAreDropped() {
        request(SLOT, LEADS, FIRST);
        var partition = new PartitionId(0, 0, 1);
        machine.on(new Event.PartitionProduced(JOB, partition), nowMs);
        var release = new Message.ReleasePartitions(JOB, FIRST, List.of(partition, new PartitionId(0, 1, 1)));
        assertThat(of(hear(MASTER, release), Action.DropPartitions.class))
                .containsExactly(new Action.DropPartitions(JOB, List.of(partition)));
        assertThat(of(hear(MASTER, release), Action.DropPartitions.class)).isEmpty();
    }

    @Test
    void theBeatOfAJobMasterIsAnsweredWithWhatLivesAndWhatIsHeld() {
        request(SLOT, LEADS, FIRST);
        deploy(FIRST, SLOT, ATTEMPT);
        assertThat(hear(MASTER, new Message.JobMasterBeat(JOB, FIRST, MASTER, 7, 0)))
                .containsExactly(new Action.Send(MASTER, new Message.JobMasterBeatAnswer(JOB, WORKER.node(), 7, 1, 1)));
    }

    @Test
    void whatIsNotForAWorkerIsRefusedAndCounted() {
        assertThat(hear(MASTER, new Message.CancelJob("c", JOB)))
                .hasOnlyElementsOfType(Action.Refuse.class)
                .hasSize(1);
    }
}
