// SPDX-License-Identifier: Apache-2.0
package io.penstock.verticle;

import io.penstock.cluster.journal.Vote;
import io.penstock.cluster.journal.VoteFile;
import io.penstock.core.cluster.ElectionConfig;
import io.penstock.core.cluster.ElectionMachine;
import io.penstock.core.message.Event;
import io.penstock.core.message.Role;
import io.penstock.effect.ElectionEffects;
import io.penstock.effect.OwnEffects;
import io.vertx.core.Future;
import java.util.function.Consumer;

/** A coordinator's voice in elections, and what runs on it while it leads. */
public final class ElectionVerticle extends MachineVerticle {
    private final VoteFile votes;
    private final LeaderReign reign;
    private final Consumer<String> ended;

    /** {@code ended} hears that it broke. */
    public ElectionVerticle(
            NodeServices services, ElectionConfig config, VoteFile votes, LeaderReign reign, Consumer<String> ended) {
        super(services, services.endpoint(Role.ELECTION), machine(config, votes.current()), null);
        this.votes = votes;
        this.reign = reign;
        this.ended = ended;
    }

    private static ElectionMachine machine(ElectionConfig config, Vote vote) {
        return new ElectionMachine(config, vote.term(), vote.votedFor().orElse(null));
    }

    @Override
    protected OwnEffects effects() {
        return new ElectionEffects(votes, reign);
    }

    /** Gives up what it leads and stands for election no more; the others need not wait for a lease to end. */
    public void leave() {
        tell(new Event.StopRequested());
    }

    @Override
    public Future<?> stop() {
        return reign.close().transform(closed -> (Future<?>) super.stop());
    }

    @Override
    public void retired(String reason) {
        ended.accept("the election retired: " + reason);
    }

    @Override
    public void broken(Throwable cause) {
        ended.accept("the election broke: " + cause);
    }
}
