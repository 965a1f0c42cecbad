// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.core.message.Action;
import io.penstock.core.message.Endpoint;
import io.penstock.core.message.Event;
import io.penstock.core.message.FencingToken;
import io.penstock.core.message.Message;
import io.penstock.core.message.NodeId;
import io.penstock.core.message.NodeInfo;
import io.penstock.core.message.NodeInfo.NodeRole;
import io.penstock.core.message.Role;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ElectionMachineTest {
    private static final Endpoint B = Endpoint.of(new NodeId("b-1"), Role.ELECTION);
    private static final Endpoint C = Endpoint.of(new NodeId("c-1"), Role.ELECTION);

    private ElectionMachine machine = machine(0, null, "a", "b", "c");

    private static ElectionMachine machine(long term, @Nullable String votedFor, String... coordinators) {
        return new ElectionMachine(
                ElectionConfig.defaults("a", new NodeId("a-1"), List.of(coordinators), 7), term, votedFor);
    }

    private List<Action> on(Event event, long nowMs) {
        return machine.on(event, nowMs);
    }

    private List<Action> hear(Endpoint from, Message message, long nowMs) {
        return on(new Event.MessageReceived(from, message), nowMs);
    }

    private void meet() {
        on(new Event.Started(), 0);
        on(new Event.MemberJoined(new NodeInfo(B.node(), "b", List.of(NodeRole.COORDINATOR))), 0);
        on(new Event.MemberJoined(new NodeInfo(C.node(), "c", List.of(NodeRole.COORDINATOR))), 0);
    }

    private static <T extends Message> List<T> sent(List<Action> actions, Class<T> type) {
        return actions.stream()
                .filter(Action.Send.class::isInstance)
                .map(action -> ((Action.Send) action).message())
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    /** Becomes leader of term 1 at 600 ms with the vote of b. */
    private List<Action> winTermOne() {
        meet();
        long round = sent(on(new Event.TimerFired("election"), 500), Message.AskVote.class)
                .get(0)
                .round();
        hear(B, new Message.VoteAnswer(1, "b", true, true, round), 550);
        List<Action> asked = on(new Event.VotePersisted(1, "a"), 560);
        round = sent(asked, Message.AskVote.class).get(0).round();
        return hear(B, new Message.VoteAnswer(1, "b", false, true, round), 600);
    }

    @Test
    void aSingleCoordinatorLeadsAsSoonAsItsVoteIsOnDisk() {
        machine = machine(4, "a", "a");
        assertThat(on(new Event.Started(), 0)).containsExactly(new Action.PersistVote(5, "a"));
        assertThat(on(new Event.VotePersisted(5, "a"), 1))
                .contains(new Action.LeadershipGained(new FencingToken(5, 0)));
        assertThat(machine.leads(1_000_000)).isTrue();
    }

    @Test
    void aMajorityMakesALeader() {
        assertThat(winTermOne()).contains(new Action.LeadershipGained(new FencingToken(1, 0)));
    }

    @Test
    void noVoteIsAskedForBeforeTheOwnIsOnDisk() {
        meet();
        long round = sent(on(new Event.TimerFired("election"), 500), Message.AskVote.class)
                .get(0)
                .round();
        List<Action> actions = hear(B, new Message.VoteAnswer(1, "b", true, true, round), 550);
        assertThat(actions).containsExactly(new Action.PersistVote(1, "a"));
    }

    @Test
    void aLeaderThatNobodyAnswersStopsBeforeAnybodyElseCanBeElected() {
        winTermOne();
        assertThat(machine.leads(560 + 749)).isTrue();
        assertThat(machine.leads(560 + 750)).isFalse();
        List<Action> actions = on(new Event.TimerFired("lease"), 560 + 750);
        assertThat(actions).anyMatch(Action.LeadershipLost.class::isInstance);
    }

    @Test
    void theLeaseCountsFromTheSendingOfWhatWasAnswered() {
        List<Action> won = winTermOne();
        Message.LeaderBeat beat = sent(won, Message.LeaderBeat.class).get(0);
        hear(C, new Message.LeaderBeatAnswer(1, "c", beat.sequence()), 1_200);
        assertThat(machine.leads(600 + 749)).isTrue();
        assertThat(machine.leads(600 + 750)).isFalse();
    }

    @Test
    void aVoteIsGivenOncePerTermAndOnDiskFirst() {
        meet();
        List<Action> first = hear(B, new Message.AskVote(1, "b", false, 9), 2_000);
        int persisted = first.indexOf(new Action.PersistVote(1, "b"));
        assertThat(persisted).isNotNegative();
        assertThat(first.subList(persisted, first.size()))
                .contains(new Action.Send(B, new Message.VoteAnswer(1, "a", false, true, 9)));
        List<Action> second = hear(C, new Message.AskVote(1, "c", false, 3), 9_000);
        assertThat(sent(second, Message.VoteAnswer.class)).allMatch(answer -> !answer.granted());
    }

    @Test
    void whoHasJustHeardOfALeaderElectsNobodyElse() {
        meet();
        on(new Event.VotePersisted(3, null), 1);
        hear(B, new Message.LeaderBeat(3, "b", 1), 1_000);
        for (boolean pre : new boolean[] {true, false}) {
            List<Action> early = hear(C, new Message.AskVote(4, "c", pre, 1), 1_999);
            assertThat(sent(early, Message.VoteAnswer.class)).noneMatch(Message.VoteAnswer::granted);
        }
        assertThat(machine.term()).isEqualTo(3);
        List<Action> later = hear(C, new Message.AskVote(4, "c", false, 1), 2_000);
        assertThat(sent(later, Message.VoteAnswer.class))
                .allMatch(Message.VoteAnswer::granted)
                .isNotEmpty();
    }

    /** A timer that fired while the process stood still may be dealt with after the messages that came meanwhile. */
    @Test
    void whoHasPromisedAnotherDoesNotStandHoweverLateItsTimerIs() {
        meet();
        hear(B, new Message.AskVote(1, "b", false, 1), 5_000);
        List<Action> overdue = on(new Event.TimerFired("election"), 5_000);
        assertThat(sent(overdue, Message.AskVote.class)).isEmpty();
        assertThat(overdue)
                .as("it tries again when the promise is over")
                .singleElement()
                .isInstanceOfSatisfying(
                        Action.StartTimer.class,
                        timer -> assertThat(timer.atMs()).isGreaterThanOrEqualTo(6_000));
        assertThat(sent(on(new Event.TimerFired("election"), 6_000), Message.AskVote.class))
                .isNotEmpty();
    }

    @Test
    void aLeaderThatStopsGivesUpBeforeItSaysSoAndStandsNoMore() {
        winTermOne();
        List<Action> actions = on(new Event.StopRequested(), 700);
        int lost = actions.stream().map(Action::getClass).toList().indexOf(Action.LeadershipLost.class);
        Action goodbye = new Action.Send(B, new Message.LeaderLeaving(1, "a"));
        assertThat(lost).isNotNegative().isLessThan(actions.indexOf(goodbye));
        assertThat(machine.leads(701)).isFalse();
        assertThat(on(new Event.TimerFired("election"), 9_000)).isEmpty();
    }

    @Test
    void whoseLeaderSaidGoodbyeElectsAnotherAtOnce() {
        meet();
        on(new Event.VotePersisted(3, null), 1);
        hear(B, new Message.LeaderBeat(3, "b", 1), 1_000);
        hear(B, new Message.LeaderLeaving(2, "b"), 1_001);
        assertThat(sent(hear(C, new Message.AskVote(4, "c", true, 1), 1_002), Message.VoteAnswer.class))
                .as("a goodbye of an earlier term says nothing")
                .noneMatch(Message.VoteAnswer::granted);
        hear(B, new Message.LeaderLeaving(3, "b"), 1_003);
        assertThat(sent(hear(C, new Message.AskVote(4, "c", true, 2), 1_004), Message.VoteAnswer.class))
                .allMatch(Message.VoteAnswer::granted)
                .isNotEmpty();
    }

    @Test
    void aRestartedVoterKeepsThePromiseItCannotRemember() {
        machine = machine(3, null, "a", "b", "c");
        meet();
        List<Action> early = hear(C, new Message.AskVote(4, "c", false, 1), 999);
        assertThat(sent(early, Message.VoteAnswer.class)).noneMatch(Message.VoteAnswer::granted);
    }

    @Test
    void aBeatIsAnsweredOnlyOnceItsTermIsOnDisk() {
        meet();
        assertThat(sent(hear(B, new Message.LeaderBeat(3, "b", 1), 100), Message.LeaderBeatAnswer.class))
                .isEmpty();
        on(new Event.VotePersisted(3, null), 110);
        assertThat(sent(hear(B, new Message.LeaderBeat(3, "b", 2), 120), Message.LeaderBeatAnswer.class))
                .hasSize(1);
    }

    @Test
    void aLeaderThatHearsOfALaterTermStopsAtOnce() {
        winTermOne();
        assertThat(hear(C, new Message.LeaderBeatAnswer(2, "c", 1), 700))
                .contains(new Action.LeadershipLost(new FencingToken(1, 0), "a voter knows a later term"));
    }

    @Test
    void aLeaderWhoseStoreKnowsALaterOneMovesPastIt() {
        machine = machine(0, null, "a");
        on(new Event.Started(), 0);
        on(new Event.VotePersisted(1, "a"), 1);
        Endpoint self = Endpoint.of(new NodeId("a-1"), Role.ELECTION);
        List<Action> actions = hear(self, new Message.Stale(new FencingToken(57, 0), null), 2);
        assertThat(actions).anyMatch(Action.LeadershipLost.class::isInstance);
        on(new Event.TimerFired("election"), 600);
        assertThat(on(new Event.VotePersisted(58, "a"), 601))
                .contains(new Action.LeadershipGained(new FencingToken(58, 0)));
    }
}
