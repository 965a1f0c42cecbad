// SPDX-License-Identifier: Apache-2.0
package io.penstock.effect;

import io.penstock.cluster.journal.Vote;
import io.penstock.cluster.journal.VoteFile;
import io.penstock.core.message.Action;
import io.penstock.core.message.Event;
import io.penstock.core.message.FencingToken;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Consumer;

/** What the ElectionMachine asks for: its vote on disk, and a reign begun or ended. */
public record ElectionEffects(VoteFile votes, Reign reign) implements OwnEffects {
    /** Begins and ends reigns of this node. Called on the election's context. */
    public interface Reign {
        /** This node leads. */
        void begin(FencingToken token);

        /** It does not any more. */
        void end(FencingToken token, String reason);
    }

    @Override
    public Future<?> perform(Action action, Consumer<Event> events) {
        if (action instanceof Action.PersistVote vote) {
            Vote written = new Vote(vote.term(), Optional.ofNullable(vote.votedFor()));
            return votes.write(written)
                    .onSuccess(done -> events.accept(new Event.VotePersisted(vote.term(), vote.votedFor())));
        }
        if (action instanceof Action.LeadershipGained gained) reign.begin(gained.token());
        else if (action instanceof Action.LeadershipLost lost) reign.end(lost.token(), lost.reason());
        else throw new IllegalArgumentException("no business of an election: " + action);
        return Future.succeededFuture();
    }
}
