// SPDX-License-Identifier: Apache-2.0
package io.penstock.verticle;

import io.penstock.cluster.async.Subscription;
import io.penstock.core.message.Endpoint;
import io.penstock.core.message.Event;
import io.penstock.core.message.HaRecord.LeaderRecord;
import io.penstock.core.message.Machine;
import io.penstock.effect.OwnEffects;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The shell of one machine: hosts it, tells it of members and leaders, and passes its end on. */
public abstract class MachineVerticle extends VerticleBase implements MachineHost.Owner {
    private final NodeServices services;
    private final Endpoint self;
    private final Machine machine;
    private final @Nullable LeaderWatch leaders;
    private final Consumer<LeaderRecord> leaderSeen = this::leaderSeen;
    private @Nullable MachineHost host;
    private @Nullable Subscription members;

    /** {@code leaders} is null for a machine that does not want to hear who leads. */
    protected MachineVerticle(NodeServices services, Endpoint self, Machine machine, @Nullable LeaderWatch leaders) {
        this.services = services;
        this.self = self;
        this.machine = machine;
        this.leaders = leaders;
    }

    /** What only this machine asks for. */
    protected OwnEffects effects() {
        return OwnEffects.NONE;
    }

    @Override
    public Future<?> start() {
        MemberFeed feed = new MemberFeed(this::tell);
        members = services.membership().listen(feed);
        host = MachineHost.start(self, machine, services, effects(), this, MemberFeed.present(services.membership()));
        if (leaders != null) leaders.listen(leaderSeen);
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        silence();
        if (host != null) host.stop();
        return Future.succeededFuture();
    }

    /** Hands an event to the machine; from any thread. */
    protected final void tell(Event event) {
        MachineHost running = host;
        if (running != null) running.accept(event);
    }

    private void leaderSeen(LeaderRecord leader) {
        tell(new Event.LeaderSeen(leader));
    }

    /** What the verticle shares with the others of its node. */
    protected final NodeServices services() {
        return services;
    }

    /** The machine's address. */
    protected final Endpoint self() {
        return self;
    }

    /** The machine wants to hear nothing any more. */
    protected final void silence() {
        if (members != null) members.close();
        if (leaders != null) leaders.unlisten(leaderSeen);
    }
}
