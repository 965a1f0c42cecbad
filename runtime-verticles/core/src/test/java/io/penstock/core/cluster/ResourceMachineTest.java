// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.penstock.api.ResourceProfile;
import io.penstock.core.message.Action;
import io.penstock.core.message.Endpoint;
import io.penstock.core.message.Event;
import io.penstock.core.message.FencingToken;
import io.penstock.core.message.JobId;
import io.penstock.core.message.Message;
import io.penstock.core.message.NodeId;
import io.penstock.core.message.NodeInfo;
import io.penstock.core.message.Refusal;
import io.penstock.core.message.Role;
import io.penstock.core.message.SlotReport;
import io.penstock.core.message.SlotRequirement;
import io.penstock.core.message.WorkerInfo;
import io.penstock.core.slot.BuiltInMatching;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ResourceMachineTest {
    private static final FencingToken TOKEN = new FencingToken(2, 0);
    private static final FencingToken FIRST = new FencingToken(2, 1);
    private static final NodeId SELF = new NodeId("leader");

    private ResourceMachine machine = machine(ResourceConfig.Supply.NONE);
    private final Map<String, List<SlotReport.Holding>> held = new TreeMap<>();
    private long nowMs = 1_000;
    private long beats;

    private static ResourceMachine machine(ResourceConfig.Supply supply) {
        return machine(0, supply);
    }

    private static ResourceMachine machine(int spareSlots, ResourceConfig.Supply supply) {
        ResourceConfig c = ResourceConfig.DEFAULTS;
        var config = new ResourceConfig(
                c.beatMs(),
                c.suspectAfterMs(),
                c.deadAfterMs(),
                c.requestTimeoutMs(),
                2,
                c.jobSilenceMs(),
                spareSlots,
                supply);
        return new ResourceMachine(config, TOKEN, SELF, BuiltInMatching.SPREAD);
    }

    private static JobId job(int number) {
        return new JobId(String.format("%032x", number));
    }

    private static Endpoint master(int number) {
        return Endpoint.jobMaster(new NodeId("m" + number), job(number));
    }

    private static Endpoint executor(String name) {
        return Endpoint.of(new NodeId(name), Role.TASK_EXECUTOR);
    }

    private List<Action> hear(Endpoint from, Message message) {
        return machine.on(new Event.MessageReceived(from, message), nowMs);
    }

    private SlotReport report(String name) {
        return new SlotReport(List.copyOf(held.getOrDefault(name, List.of())));
    }

    private List<Action> register(String name, int slots) {
        var worker =
                new WorkerInfo(new NodeId(name), name, name, 1, ResourceProfile.of(slots * 1000L, slots * 100L), slots);
        return hear(executor(name), new Message.RegisterWorker(worker, report(name)));
    }

    private List<Action> beat(String name) {
        return hear(executor(name), new Message.WorkerBeat(++beats, report(name)));
    }

    private List<Action> watch() {
        nowMs += 500;
        return machine.on(new Event.TimerFired("watch"), nowMs);
    }

    private List<Action> declare(int number, long sequence, int slots) {
        List<SlotRequirement> needs = slots == 0 ? List.of() : List.of(new SlotRequirement(ResourceProfile.ANY, slots));
        return hear(
                master(number), new Message.DeclareRequirements(job(number), FIRST, master(number), sequence, needs));
    }

    private static <T extends Message> List<T> sent(List<Action> actions, Class<T> type) {
        return actions.stream()
                .filter(Action.Send.class::isInstance)
                .map(action -> ((Action.Send) action).message())
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    /** The workers grant what is asked of them. */
    private List<Message.RequestSlot> grant(List<Action> actions) {
        List<Message.RequestSlot> requests = new ArrayList<>();
        for (Action action : actions) {
            if (!(action instanceof Action.Send send) || !(send.message() instanceof Message.RequestSlot request))
                continue;
            requests.add(request);
            held.computeIfAbsent(send.to().node().value(), name -> new ArrayList<>())
                    .add(new SlotReport.Holding(
                            request.allocation(), request.job(), request.profile(), FIRST, request.jobMaster()));
            hear(send.to(), new Message.SlotRequestAnswer(request.allocation(), true, "", new SlotReport(List.of())));
        }
        return requests;
    }

    @Test
    void slotsAreRequestedSpreadOverTheWorkers() {
        register("a", 2);
        register("b", 2);
        List<Action> actions = declare(1, 0, 2);
        assertThat(actions.stream()
                        .filter(Action.Send.class::isInstance)
                        .map(action -> ((Action.Send) action).to())
                        .filter(to -> to.role() == Role.TASK_EXECUTOR))
                .containsExactlyInAnyOrder(executor("a"), executor("b"));
        assertThat(sent(actions, Message.RequirementsAnswer.class).get(0).missing())
                .isZero();
    }

    @Test
    void whatCannotBeHadIsSaidAtOnceAndInWords() {
        register("a", 6);
        grant(declare(1, 0, 4));
        Message.RequirementsAnswer answer =
                sent(declare(2, 0, 8), Message.RequirementsAnswer.class).get(0);
        assertThat(answer.reason()).isEqualTo("needs 8 slots, 6 exist, 2 free");
        assertThat(answer.missing()).isEqualTo(6);
    }

    @Test
    void spareSlotsAreForJobsThatLoseSomeAndNotForNewOnes() {
        machine = machine(2, ResourceConfig.Supply.NONE);
        register("a", 2);
        register("b", 2);
        register("c", 2);
        assertThat(grant(declare(1, 0, 4))).hasSize(4);
        List<Action> refused = declare(2, 0, 1);
        assertThat(sent(refused, Message.RequestSlot.class)).isEmpty();
        assertThat(sent(refused, Message.RequirementsAnswer.class).get(0).reason())
                .isEqualTo("needs 1 slot, 6 exist, 2 free, 2 of them kept for jobs that lose slots (slots.spare)");
        held.remove("a");
        List<Action> replaced = machine.on(
                new Event.MemberDied(new NodeInfo(new NodeId("a"), "a", List.of(NodeInfo.NodeRole.WORKER)), "killed"),
                nowMs);
        assertThat(sent(replaced, Message.RequestSlot.class))
                .allMatch(request -> request.job().equals(job(1)));
        assertThat(sent(replaced, Message.RequestSlot.class)).hasSizeBetween(1, 2);
        assertThat(machine.ledgerBalances()).isTrue();
    }

    @Test
    void aJobThatGrowsIsLikeANewOneToTheSpareSlots() {
        machine = machine(1, ResourceConfig.Supply.NONE);
        register("a", 3);
        assertThat(grant(declare(1, 0, 2))).hasSize(2);
        assertThat(sent(declare(1, 1, 3), Message.RequestSlot.class)).isEmpty();
    }

    @Test
    void aNewLeaderTakesJobsThatComeWithSlotsForOldOnes() {
        register("a", 2);
        register("b", 1);
        register("c", 1);
        assertThat(grant(declare(1, 0, 3))).hasSize(3);
        machine = machine(1, ResourceConfig.Supply.NONE);
        register("a", 2);
        register("b", 1);
        assertThat(sent(declare(2, 0, 1), Message.RequestSlot.class)).isEmpty();
        assertThat(sent(declare(1, 1, 3), Message.RequestSlot.class)).hasSize(1);
    }

    @Test
    void workersAreStartedForSpareSlots() {
        machine = machine(2, new ResourceConfig.Supply(3, 0, 2, 1_000, 60_000));
        register("a", 2);
        assertThat(declare(1, 0, 2)).contains(new Action.StartWorkers(1));
        assertThat(grant(register("b", 2))).hasSize(2);
    }

    @Test
    void noWorkerIsStoppedThatHasSpareSlots() {
        machine = machine(2, new ResourceConfig.Supply(3, 0, 2, 1_000, 60_000));
        register("a", 2);
        register("b", 2);
        List<Action> stops = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            beat("a");
            beat("b");
            watch().stream().filter(Action.StopWorker.class::isInstance).forEach(stops::add);
        }
        assertThat(stops).isNotEmpty().containsOnly(new Action.StopWorker(new NodeId("a")));
    }

    @Test
    void withoutWorkersThatIsTheReason() {
        assertThat(sent(declare(1, 0, 1), Message.RequirementsAnswer.class)
                        .get(0)
                        .reason())
                .isEqualTo("needs 1 slot, but there is no worker");
    }

    @Test
    void aWaitingJobGetsItsSlotsAsSoonAsAWorkerJoins() {
        declare(1, 0, 2);
        List<Action> actions = register("a", 2);
        assertThat(sent(actions, Message.RequestSlot.class)).hasSize(2);
        assertThat(sent(actions, Message.RequirementsAnswer.class).get(0).missing())
                .isZero();
    }

    @Test
    void aJobThatFitsGoesBeforeAnOlderOneThatDoesNot() {
        declare(1, 0, 8);
        declare(2, 0, 2);
        List<Message.RequestSlot> requests = sent(register("a", 3), Message.RequestSlot.class);
        assertThat(requests).extracting(Message.RequestSlot::job).containsExactlyInAnyOrder(job(2), job(2), job(1));
    }

    @Test
    void onlyTheOldestOfSeveralThatDoNotFitGetsAPart() {
        declare(1, 0, 8);
        declare(2, 0, 8);
        assertThat(sent(register("a", 3), Message.RequestSlot.class))
                .extracting(Message.RequestSlot::job)
                .containsOnly(job(1));
    }

    @Test
    void anUnansweredRequestIsRepeatedAndThenAskedElsewhere() {
        register("a", 1);
        Message.RequestSlot request =
                sent(declare(1, 0, 1), Message.RequestSlot.class).get(0);
        nowMs += 1_000;
        assertThat(sent(machine.on(new Event.TimerFired("requests"), nowMs), Message.RequestSlot.class))
                .containsExactly(request);
        nowMs += 1_000;
        List<Action> actions = machine.on(new Event.TimerFired("requests"), nowMs);
        assertThat(sent(actions, Message.RequestSlot.class)).hasSize(1).doesNotContain(request);
    }

    @Test
    void aNewLeaderLearnsFromReportsWhatJobsHold() {
        register("a", 2);
        grant(declare(1, 0, 2));
        machine = machine(ResourceConfig.Supply.NONE);
        register("a", 2);
        assertThat(sent(declare(1, 0, 2), Message.RequestSlot.class)).isEmpty();
    }

    @Test
    void aRejectedSlotIsNotOfferedAgainBeforeTheJobHasSpoken() {
        register("a", 2);
        grant(declare(1, 0, 1));
        held.clear();
        assertThat(sent(beat("a"), Message.RequestSlot.class)).isEmpty();
        assertThat(sent(declare(1, 0, 1), Message.RequestSlot.class)).hasSize(1);
    }

    @Test
    void aSilentWorkerIsLostAndItsJobsAreTold() {
        register("a", 1);
        grant(declare(1, 0, 1));
        List<Action> last = List.of();
        for (int i = 0; i < 21 && sent(last, Message.WorkerLost.class).isEmpty(); i++) {
            declare(1, 0, 1);
            last = watch();
        }
        assertThat(sent(last, Message.WorkerLost.class)).hasSize(1);
        assertThat(sent(beat("a"), Message.WorkerUnknown.class)).hasSize(1);
    }

    @Test
    void aWrongHintCostsNothing() {
        register("a", 1);
        grant(declare(1, 0, 1));
        machine.on(new Event.MemberLeft(new NodeId("a"), "hint"), nowMs);
        beat("a");
        for (int i = 0; i < 3; i++)
            assertThat(sent(watch(), Message.WorkerLost.class)).isEmpty();
    }

    @Test
    void aTrueHintIsQuickerThanSilence() {
        register("a", 1);
        grant(declare(1, 0, 1));
        machine.on(new Event.MemberLeft(new NodeId("a"), "hint"), nowMs);
        assertThat(sent(watch(), Message.WorkerLost.class)).isEmpty();
        assertThat(sent(watch(), Message.WorkerLost.class)).hasSize(1);
    }

    @Test
    void aProofOfDeathIsActedUponAtOnce() {
        register("a", 1);
        grant(declare(1, 0, 1));
        var dead = new NodeInfo(new NodeId("a"), "a", List.of(NodeInfo.NodeRole.WORKER));
        List<Action> actions = machine.on(new Event.MemberDied(dead, "nobody listens"), nowMs);
        assertThat(sent(actions, Message.WorkerLost.class)).hasSize(1);
    }

    @Test
    void aFormerJobMasterIsRefused() {
        register("a", 1);
        declare(1, 0, 1);
        var old = new Message.DeclareRequirements(job(1), new FencingToken(1, 9), master(1), 7, List.of());
        assertThat(hear(master(1), old)).containsExactly(new Action.Send(master(1), new Message.Stale(FIRST, job(1))));
    }

    /** What is asked once nobody has spoken long for a job that holds slots on a worker. */
    private Message.QueryJob askedOfTheDispatcher() {
        for (int i = 0; i < 70; i++) {
            beat("a");
            List<Message.QueryJob> asked = sent(watch(), Message.QueryJob.class);
            if (!asked.isEmpty()) return asked.get(0);
        }
        throw new AssertionError("nothing was asked");
    }

    @Test
    void slotsOfAJobThatIsOverAreReleased() {
        register("a", 1);
        grant(declare(1, 0, 1));
        Message.QueryJob query = askedOfTheDispatcher();
        Endpoint dispatcher = Endpoint.of(SELF, Role.DISPATCHER);
        var over = new Message.JobAnswer(query.requestId(), null, new Refusal(Refusal.Code.NOT_FOUND, "gone"));
        assertThat(hear(dispatcher, over))
                .containsExactly(new Action.Send(executor("a"), new Message.ReleaseJob(job(1), FIRST)));
    }

    @Test
    void missingSlotsStartWorkersUpToTheLimit() {
        machine = machine(new ResourceConfig.Supply(3, 0, 2, 60_000, 60_000));
        assertThat(declare(1, 0, 4)).contains(new Action.StartWorkers(2));
        assertThat(declare(1, 1, 20)).contains(new Action.StartWorkers(1));
        assertThat(declare(1, 2, 30)).noneMatch(Action.StartWorkers.class::isInstance);
    }

    @Test
    void idleWorkersAreStopped() {
        machine = machine(new ResourceConfig.Supply(3, 0, 2, 1_000, 60_000));
        register("a", 2);
        watch();
        watch();
        beat("a");
        assertThat(watch()).contains(new Action.StopWorker(new NodeId("a")));
    }

    @Test
    void aSlotThatNoWorkerIsLargeEnoughForIsSaidToBeTooLarge() {
        register("a", 2);
        var large = new SlotRequirement(ResourceProfile.of(5_000, 10), 1);
        List<Action> actions =
                hear(master(1), new Message.DeclareRequirements(job(1), FIRST, master(1), 0, List.of(large)));
        assertThat(sent(actions, Message.RequirementsAnswer.class).get(0).reason())
                .startsWith("needs 1 slot, but no worker has slots of ");
        assertThat(sent(actions, Message.RequestSlot.class)).isEmpty();
    }

    @Test
    void ofJobsThatWaitOneIsPreferredAndTheOthersAreToldToGiveWay() {
        register("a", 2);
        register("b", 2);
        grant(declare(1, 0, 2));
        grant(declare(2, 0, 2));
        // Each has a slot on either worker, and one worker goes.
        hear(executor("b"), new Message.WorkerLeaving());
        assertThat(sent(declare(1, 0, 2), Message.RequirementsAnswer.class))
                .extracting(Message.RequirementsAnswer::missing, Message.RequirementsAnswer::giveWay)
                .containsExactly(tuple(1, false));
        assertThat(sent(declare(2, 0, 2), Message.RequirementsAnswer.class))
                .extracting(Message.RequirementsAnswer::missing, Message.RequirementsAnswer::giveWay)
                .containsExactly(tuple(1, true));
    }

    @Test
    void whoAsksForMoreThanThereIsGivesWayToWhoDoesNot() {
        register("a", 2);
        grant(declare(1, 0, 3));
        assertThat(sent(declare(1, 0, 3), Message.RequirementsAnswer.class))
                .extracting(Message.RequirementsAnswer::giveWay)
                .as("as long as it is alone nobody gains by it")
                .containsExactly(false);
        assertThat(sent(declare(2, 0, 1), Message.RequirementsAnswer.class))
                .extracting(Message.RequirementsAnswer::missing, Message.RequirementsAnswer::giveWay)
                .contains(tuple(1, false), tuple(1, true));
    }

    @Test
    void whoWaitsForWorkersThatAreStartingIsToldSo() {
        machine = machine(new ResourceConfig.Supply(3, 0, 2, 60_000, 60_000));
        declare(1, 0, 2);
        assertThat(sent(declare(2, 0, 4), Message.RequirementsAnswer.class))
                .extracting(Message.RequirementsAnswer::reason)
                .containsExactly(
                        "needs 2 slots, but there is no worker; more workers are starting",
                        "needs 4 slots, but there is no worker; more workers are starting");
    }

    @Test
    void aWorkerThatStopsIsLostAtOnceAndItsJobsHearWhy() {
        register("a", 1);
        grant(declare(1, 0, 1));
        List<Action> actions = hear(executor("a"), new Message.WorkerLeaving());
        assertThat(sent(actions, Message.WorkerLost.class))
                .containsExactly(new Message.WorkerLost(TOKEN, new NodeId("a"), "it was stopped"));
        assertThat(sent(actions, Message.RequirementsAnswer.class).get(0).missing())
                .isEqualTo(1);
    }

    @Test
    void aBeatOfAWorkerThatNeverRegisteredAsksItTo() {
        assertThat(beat("a")).containsExactly(new Action.Send(executor("a"), new Message.WorkerUnknown(TOKEN)));
    }

    @Test
    void aBeatThatWasOvertakenByALaterOneChangesNothing() {
        register("a", 2);
        SlotReport before = report("a");
        grant(declare(1, 0, 2));
        beat("a");
        var late = new Message.WorkerBeat(beats - 1, before);
        assertThat(hear(executor("a"), late))
                .containsExactly(new Action.Send(executor("a"), new Message.WorkerBeatAnswer(TOKEN, beats - 1)));
        assertThat(sent(declare(1, 0, 2), Message.RequestSlot.class)).isEmpty();
    }

    @Test
    void aRequirementThatWasOvertakenByALaterOneIsNotAskedFor() {
        register("a", 4);
        grant(declare(1, 2, 1));
        assertThat(sent(declare(1, 1, 4), Message.RequestSlot.class)).isEmpty();
    }

    @Test
    void aWorkerThatRefusesThoughItHasRoomRestsUntilItsNextBeat() {
        register("a", 1);
        Message.RequestSlot request =
                sent(declare(1, 0, 1), Message.RequestSlot.class).get(0);
        var refusal = new Message.SlotRequestAnswer(request.allocation(), false, "the job is over", report("a"));
        assertThat(sent(hear(executor("a"), refusal), Message.RequestSlot.class))
                .as("asking at once would get the same answer")
                .isEmpty();
        beat("a");
        assertThat(sent(declare(1, 1, 1), Message.RequestSlot.class)).hasSize(1);
    }

    @Test
    void slotsOfAJobThatRunsAreNotReleasedThoughNobodySpeaksForIt() {
        register("a", 1);
        grant(declare(1, 0, 1));
        Message.QueryJob query = askedOfTheDispatcher();
        var retry = new Message.JobAnswer(query.requestId(), null, new Refusal(Refusal.Code.RETRY, "not now"));
        assertThat(hear(Endpoint.of(SELF, Role.DISPATCHER), retry)).isEmpty();
    }

    @Test
    void whatIsNotForAResourceManagerIsRefusedAndCounted() {
        assertThat(hear(master(1), new Message.CancelJob("c", job(1))))
                .hasOnlyElementsOfType(Action.Refuse.class)
                .hasSize(1);
    }

    @Test
    void whoAsksIsToldOfEachWorkerAndItsSlots() {
        register("a", 3);
        grant(declare(1, 0, 1));
        Message.ClusterAnswer answer = sent(hear(master(1), new Message.QueryCluster("q")), Message.ClusterAnswer.class)
                .get(0);
        assertThat(answer.report().workers()).singleElement().satisfies(worker -> {
            assertThat(worker.slots()).isEqualTo(3);
            assertThat(worker.freeSlots()).isEqualTo(2);
        });
    }
}
