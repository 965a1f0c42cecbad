// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.sim;

import io.penstock.core.cluster.ElectionMachine;
import io.penstock.core.message.Action;
import io.penstock.core.message.Endpoint;
import io.penstock.core.message.Event;
import io.penstock.core.message.FencingToken;
import io.penstock.core.message.Message;
import io.penstock.core.message.NodeId;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What must hold of the election. A voter is its name: what it has promised binds it also after it died and is back.
 */
final class ElectionLaws {
    /** For so long a voter elects nobody else, less what its clock may be wrong. */
    private static final long PROMISED_MS = 950;

    private record Promise(String to, long untilMs, long order) {}

    private record Decision(long atMs, long order) {}

    private final Simulation world;
    private final Map<Long, NodeId> leaderOfTerm = new TreeMap<>();
    private final Map<String, Set<String>> votesOfTerm = new TreeMap<>();
    private final Map<String, Promise> promises = new HashMap<>();
    /** When what waits for a write was decided: promises count from then, and in that order. */
    private final IdentityHashMap<Message, Decision> decisions = new IdentityHashMap<>();

    private long order;

    ElectionLaws(Simulation world) {
        this.world = world;
    }

    /** One leader per term, elected by a majority's votes on disk, and nobody else leads by its own clock. */
    void leads(SimProcess process, FencingToken token) {
        NodeId other = leaderOfTerm.putIfAbsent(token.term(), process.id());
        check(
                other == null || other.equals(process.id()),
                "term %s has leaders %s and %s",
                token.term(),
                other,
                process.id());
        List<String> voters = world.coordinatorNames();
        long votes = voters.stream()
                .filter(voter -> votes(voter, token.term()).contains(process.name()))
                .count();
        check(votes > voters.size() / 2, "%s leads in term %s with %s votes", process.id(), token.term(), votes);
        for (SimProcess each : world.processes()) {
            check(
                    each == process || !each.leads() && !(each.reigns() && each.isAwake()),
                    "%s leads in term %s while %s still does",
                    process.id(),
                    token.term(),
                    each.id());
        }
    }

    /** One vote per voter and term, and terms grow. */
    void voted(String voter, long oldTerm, @Nullable String oldVote, long newTerm, @Nullable String newVote) {
        check(newTerm >= oldTerm, "%s goes back from term %s to %s", voter, oldTerm, newTerm);
        boolean same = newTerm > oldTerm || oldVote == null || oldVote.equals(newVote);
        check(same, "%s votes for %s and %s in term %s", voter, oldVote, newVote, newTerm);
        if (newVote == null) return;
        Set<String> votes = votes(voter, newTerm);
        votes.add(newVote);
        check(votes.size() == 1, "%s: votes %s", voter, votes);
    }

    private Set<String> votes(String voter, long term) {
        return votesOfTerm.computeIfAbsent(voter + " in term " + term, key -> new TreeSet<>());
    }

    /** After an event of a voter's machine. */
    void after(MachineHost host, Event event, List<Action> actions) {
        Message.LeaderBeat beat = event instanceof Event.MessageReceived received
                        && received.message() instanceof Message.LeaderBeat message
                ? message
                : null;
        // Who answers an earlier leader only tells it so.
        boolean follows = beat != null && beat.term() == ((ElectionMachine) host.machine).term();
        for (Action action : actions) {
            if (!(action instanceof Action.Send send)) continue;
            boolean answers = send.message() instanceof Message.LeaderBeatAnswer;
            if (answers ? follows : isVote(send.message()) || isOwnVote(send.message()))
                decisions.put(send.message(), new Decision(world.agenda.nowMs(), order++));
        }
        // A majority has elected it, so who led before leads no more, and what was promised to that one is void.
        if (follows)
            promises.put(
                    world.nameOf(host.self.node()),
                    new Promise(beat.leader(), world.agenda.nowMs() + PROMISED_MS, order++));
    }

    /** A vote is on its way, or an answer to a leader: both are promises, and must keep an earlier one. */
    void sent(String voter, Endpoint to, Message message) {
        if (message instanceof Message.LeaderLeaving) {
            promises.values().removeIf(promise -> promise.to.equals(voter));
            return;
        }
        Decision decision = decisions.remove(message);
        if (decision == null) return;
        String elected = isOwnVote(message) ? voter : world.nameOf(to.node());
        Promise promise = promises.get(voter);
        if (promise != null && promise.order > decision.order) return;
        boolean free = promise == null || promise.to.equals(elected) || promise.untilMs <= decision.atMs;
        check(free || message instanceof Message.LeaderBeatAnswer, "%s elects %s, but %s", voter, elected, promise);
        if (!isOwnVote(message)) promises.put(voter, new Promise(elected, decision.atMs + PROMISED_MS, decision.order));
    }

    private static boolean isVote(Message message) {
        return message instanceof Message.VoteAnswer answer && answer.granted() && !answer.pre();
    }

    private static boolean isOwnVote(Message message) {
        return message instanceof Message.AskVote ask && !ask.pre();
    }

    private void check(boolean holds, String text, @Nullable Object... args) {
        world.invariants.check(holds, text, args);
    }
}
