// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.cluster;

import io.penstock.core.Guard;
import io.penstock.core.message.Action;
import io.penstock.core.message.Endpoint;
import io.penstock.core.message.Event;
import io.penstock.core.message.FencingToken;
import io.penstock.core.message.Machine;
import io.penstock.core.message.Message;
import io.penstock.core.message.NodeId;
import io.penstock.core.message.NodeInfo.NodeRole;
import io.penstock.core.message.Role;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One coordinator's part in electing the cluster's leader: Raft's election (terms, pre-vote, one vote per term) with a
 * lease.
 *
 * <p>Three things make two leaders at once impossible. A vote is on disk before it is answered. A voter that has heard
 * of a leader, or has given its vote, elects nobody else for {@code timeoutMs}; a restarted voter that had ever taken
 * part counts as having just heard of one. A leader stops by itself when no majority has answered what it sent within
 * {@code leaseMs}, which is shorter. The time must come from a monotonic clock. PersistVote actions must be performed
 * in the order given.
 *
 * <p>Handles Started, MemberJoined (finds coordinators by their names), MemberLeft, MessageReceived, TimerFired,
 * VotePersisted and StopRequested (it gives up what it leads and lets the others know).
 */
public final class ElectionMachine implements Machine {
    private static final String ELECTION = "election";
    private static final String BEAT = "beat";
    private static final String LEASE = "lease";
    /** So much closer together do candidates stand when the leader said goodbye: all heard it at once. */
    private static final int HURRY = 4;

    private enum Standing {
        /** Follows a leader, or waits for one. */
        FOLLOWER,
        /** Asks whether it would be elected, which disturbs nobody. */
        PROBING,
        /** Has voted for itself and asks for votes. */
        CANDIDATE,
        /** Leads while its lease lasts. */
        LEADER
    }

    private final ElectionConfig config;
    private final Dice dice;
    private final Map<String, NodeId> nodes = new TreeMap<>();
    private final ActionList out = new ActionList();
    private final Set<String> granted = new TreeSet<>();

    private Standing standing = Standing.FOLLOWER;
    private long term;
    private @Nullable String votedFor;
    private long persistedTerm;
    /** Until then this voter elects nobody but {@link #promisedTo}. */
    private long promisedUntilMs;

    private @Nullable String promisedTo;
    /** Numbers questions of either kind, so that the lease can tell when an answered one was sent. */
    private long sequence;

    private LeaderLease lease;
    /** It stops: it still votes, but leads no more. */
    private boolean leaving;

    /** A voter that takes up what its disk says: the last term it took part in (0: none) and whom it voted for then. */
    public ElectionMachine(ElectionConfig config, long term, @Nullable String votedFor) {
        this.config = config;
        this.term = term;
        this.persistedTerm = term;
        this.votedFor = votedFor;
        this.dice = new Dice(config.seed());
        this.lease = new LeaderLease(config.coordinators().size(), config.leaseMs());
    }

    @Override
    public List<Action> on(Event event, long nowMs) {
        if (leaseIsOver(nowMs)) {
            follow("no majority has answered for " + config.leaseMs() + " ms", nowMs);
        }
        if (event instanceof Event.Started) onStarted(nowMs);
        else if (event instanceof Event.MemberJoined e) onMemberJoined(e, nowMs);
        else if (event instanceof Event.MemberLeft e) nodes.values().remove(e.node());
        else if (event instanceof Event.MemberDied e)
            nodes.values().remove(e.node().id());
        else if (event instanceof Event.MessageReceived e) onMessage(e.from(), e.message(), nowMs);
        else if (event instanceof Event.TimerFired e) onTimer(e.key(), nowMs);
        else if (event instanceof Event.VotePersisted e) onVotePersisted(e, nowMs);
        else if (event instanceof Event.StopRequested) leave(nowMs);
        else throw new AssertionError("unhandled: " + event);
        return out.drain();
    }

    /** Whether it leads, by its own clock; for reports and tests. */
    public boolean leads(long nowMs) {
        return standing == Standing.LEADER && nowMs < lease.untilMs();
    }

    /** The latest term it has heard of. */
    public long term() {
        return term;
    }

    private void onStarted(long nowMs) {
        if (config.majority() == 1) {
            stand();
            return;
        }
        promisedUntilMs = tookPart() ? nowMs + config.timeoutMs() : nowMs;
        out.startTimer(ELECTION, promisedUntilMs + dice.below(config.spreadMs()));
    }

    private void onMemberJoined(Event.MemberJoined event, long nowMs) {
        boolean voter = event.node().roles().contains(NodeRole.COORDINATOR)
                && config.coordinators().contains(event.node().name())
                && !event.node().name().equals(config.name());
        if (!voter) return;
        nodes.put(event.node().name(), event.node().id());
        if (standing == Standing.LEADER) beat(nowMs);
    }

    private void onMessage(Endpoint from, Message message, long nowMs) {
        if (message instanceof Message.AskVote m) onAskVote(from, m, nowMs);
        else if (message instanceof Message.VoteAnswer m) onVoteAnswer(m, nowMs);
        else if (message instanceof Message.LeaderBeat m) onLeaderBeat(from, m, nowMs);
        else if (message instanceof Message.LeaderBeatAnswer m) onLeaderBeatAnswer(m, nowMs);
        else if (message instanceof Message.LeaderLeaving m) onLeaderLeaving(m, nowMs);
        else if (message instanceof Message.Stale m)
            adopt(m.seen().term(), "the store or a node knows a later leader", nowMs);
        else out.refuse(from, message);
    }

    private void onTimer(String key, long nowMs) {
        if (key.equals(BEAT) && standing == Standing.LEADER) beat(nowMs);
        else if (key.equals(ELECTION) && standing != Standing.LEADER && !leaving) onElectionTimer(nowMs);
    }

    // ---- as one who would lead

    /** A timer may come late, after a promise that was made while it waited its turn. */
    private void onElectionTimer(long nowMs) {
        if (isBound(nowMs)) out.startTimer(ELECTION, promisedUntilMs + dice.below(config.spreadMs()));
        else probe(nowMs);
    }

    @Guard(value = "election/own-promise", open = false)
    private boolean isBound(long nowMs) {
        return nowMs < promisedUntilMs;
    }

    private void probe(long nowMs) {
        standing = Standing.PROBING;
        ask(term + 1, true, nowMs);
    }

    private void stand() {
        standing = Standing.CANDIDATE;
        term++;
        votedFor = config.name();
        out.add(new Action.PersistVote(term, votedFor));
    }

    private void onVotePersisted(Event.VotePersisted event, long nowMs) {
        persistedTerm = Math.max(persistedTerm, event.term());
        boolean own = standing == Standing.CANDIDATE
                && event.term() == term
                && config.name().equals(event.votedFor());
        if (own) ask(term, false, nowMs);
    }

    private void ask(long forTerm, boolean pre, long nowMs) {
        granted.clear();
        sequence++;
        if (!pre) {
            lease = new LeaderLease(config.coordinators().size(), config.leaseMs());
            lease.sent(sequence, nowMs);
        }
        broadcast(new Message.AskVote(forTerm, config.name(), pre, sequence));
        out.startTimer(ELECTION, nowMs + config.spreadMs() / 2 + dice.below(config.spreadMs()));
        grantedBy(config.name(), nowMs);
    }

    private void onVoteAnswer(Message.VoteAnswer answer, long nowMs) {
        if (!answer.granted()) {
            adopt(answer.term(), "a voter knows a later term", nowMs);
            return;
        }
        boolean asked = answer.pre() ? standing == Standing.PROBING : standing == Standing.CANDIDATE;
        if (asked && isOfThisRound(answer) && config.coordinators().contains(answer.voter()))
            grantedBy(answer.voter(), nowMs);
    }

    @Guard(value = "election/this-round", open = true)
    private boolean isOfThisRound(Message.VoteAnswer answer) {
        return answer.round() == sequence && answer.term() == (answer.pre() ? term + 1 : term);
    }

    @Guard(value = "election/majority", open = true)
    private boolean isElected(long nowMs) {
        return granted.size() >= config.majority() && (standing == Standing.PROBING || nowMs < lease.untilMs());
    }

    @Guard(value = "election/lease", open = false)
    private boolean leaseIsOver(long nowMs) {
        return standing == Standing.LEADER && nowMs >= lease.untilMs();
    }

    /** Whether it may have promised something before it was restarted. */
    @Guard(value = "election/restarted-voter", open = false)
    private boolean tookPart() {
        return term > 0;
    }

    private void grantedBy(String voter, long nowMs) {
        granted.add(voter);
        if (!voter.equals(config.name())) lease.answered(voter, sequence);
        if (!isElected(nowMs)) return;
        if (standing == Standing.PROBING) stand();
        else lead(nowMs);
    }

    private void lead(long nowMs) {
        standing = Standing.LEADER;
        out.cancelTimer(ELECTION);
        out.add(new Action.LeadershipGained(new FencingToken(term, 0)));
        if (config.majority() > 1) beat(nowMs);
    }

    // ---- as leader

    private void beat(long nowMs) {
        sequence++;
        lease.sent(sequence, nowMs);
        broadcast(new Message.LeaderBeat(term, config.name(), sequence));
        out.startTimer(BEAT, nowMs + config.beatMs());
        out.startTimer(LEASE, lease.untilMs());
    }

    private void onLeaderBeatAnswer(Message.LeaderBeatAnswer answer, long nowMs) {
        adopt(answer.term(), "a voter knows a later term", nowMs);
        if (standing != Standing.LEADER || answer.term() != term) return;
        lease.answered(answer.voter(), answer.sequence());
        out.startTimer(LEASE, lease.untilMs());
    }

    /** Nothing is decided here any more when the others hear of it, so they need not wait for the lease to end. */
    private void leave(long nowMs) {
        leaving = true;
        boolean led = standing == Standing.LEADER;
        follow("this node stops", nowMs);
        out.cancelTimer(ELECTION);
        if (led) broadcast(new Message.LeaderLeaving(term, config.name()));
    }

    // ---- as voter

    private void onAskVote(Endpoint from, Message.AskVote ask, long nowMs) {
        boolean promised = hasPromisedAnother(ask, nowMs);
        boolean fresh = ask.pre() ? ask.term() > term : ask.term() >= term;
        if (promised || !fresh || !config.coordinators().contains(ask.candidate())) {
            refuse(from, ask);
            return;
        }
        if (ask.pre()) {
            out.send(from, new Message.VoteAnswer(ask.term(), config.name(), true, true, ask.round()));
            return;
        }
        if (hasVotedForAnother(ask)) {
            refuse(from, ask);
            return;
        }
        follow("another was elected", nowMs);
        term = ask.term();
        votedFor = ask.candidate();
        promise(votedFor, nowMs);
        out.add(new Action.PersistVote(term, votedFor));
        out.send(from, new Message.VoteAnswer(term, config.name(), false, true, ask.round()));
    }

    @Guard(value = "election/promise", open = false)
    private boolean hasPromisedAnother(Message.AskVote ask, long nowMs) {
        return leads(nowMs) || nowMs < promisedUntilMs && !ask.candidate().equals(promisedTo);
    }

    @Guard(value = "election/one-vote-per-term", open = false)
    private boolean hasVotedForAnother(Message.AskVote ask) {
        return ask.term() == term && votedFor != null && !votedFor.equals(ask.candidate());
    }

    private void refuse(Endpoint from, Message.AskVote ask) {
        out.send(from, new Message.VoteAnswer(term, config.name(), ask.pre(), false, ask.round()));
    }

    private void onLeaderBeat(Endpoint from, Message.LeaderBeat beat, long nowMs) {
        boolean impossible = standing == Standing.LEADER && beat.term() == term;
        if (impossible || !config.coordinators().contains(beat.leader())) {
            out.refuse(from, beat, impossible ? "this node leads in that term" : "no coordinator's name");
            return;
        }
        if (beat.term() >= term) {
            adopt(beat.term(), "another leads in a later term", nowMs);
            standing = Standing.FOLLOWER;
            promise(beat.leader(), nowMs);
            // The term must be on disk first: a restarted voter that remembers none would make no promise. The next
            // beat is soon.
            if (persistedTerm < term) return;
        }
        out.send(from, new Message.LeaderBeatAnswer(term, config.name(), beat.sequence()));
    }

    private void onLeaderLeaving(Message.LeaderLeaving message, long nowMs) {
        if (message.term() != term || !message.leader().equals(promisedTo)) return;
        promisedTo = null;
        promisedUntilMs = nowMs;
        out.startTimer(ELECTION, nowMs + dice.below(config.spreadMs() / HURRY));
    }

    private void promise(String to, long nowMs) {
        promisedTo = to;
        promisedUntilMs = nowMs + config.timeoutMs();
        out.startTimer(ELECTION, promisedUntilMs + dice.below(config.spreadMs()));
    }

    // ---- all

    private void adopt(long seenTerm, String reason, long nowMs) {
        if (seenTerm <= term) return;
        follow(reason, nowMs);
        term = seenTerm;
        votedFor = null;
        out.add(new Action.PersistVote(term, null));
    }

    private void follow(String reason, long nowMs) {
        if (standing == Standing.LEADER) {
            out.add(new Action.LeadershipLost(new FencingToken(term, 0), reason));
            out.cancelTimer(BEAT);
            out.cancelTimer(LEASE);
        }
        if (standing != Standing.FOLLOWER) {
            long waitMs = config.majority() == 1 ? 0 : config.timeoutMs();
            out.startTimer(ELECTION, nowMs + waitMs + dice.below(config.spreadMs()));
        }
        standing = Standing.FOLLOWER;
    }

    private void broadcast(Message message) {
        for (NodeId node : nodes.values()) out.send(Endpoint.of(node, Role.ELECTION), message);
    }
}
