// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.sim;

import org.jspecify.annotations.Nullable;

/** A coordinator's vote file. What is not written when the process dies is lost. */
final class SimDisk {
    private final Simulation world;
    private long term;
    private @Nullable String votedFor;
    private long busyUntilMs;

    SimDisk(Simulation world) {
        this.world = world;
    }

    long term() {
        return term;
    }

    @Nullable
    String votedFor() {
        return votedFor;
    }

    void write(SimProcess process, long newTerm, @Nullable String newVote, Runnable done) {
        busyUntilMs = Math.max(busyUntilMs, world.agenda.nowMs()) + world.chance.nextInt(10);
        world.agenda.at(busyUntilMs, () -> {
            if (process.isDead()) return;
            world.invariants.election.voted(process.name(), term, votedFor, newTerm, newVote);
            term = newTerm;
            votedFor = newVote;
            process.run(done);
        });
    }
}
