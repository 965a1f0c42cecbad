// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.sim;

import io.penstock.core.message.Endpoint;
import io.penstock.core.message.Message;
import io.penstock.core.message.Role;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * Carries messages between processes; loses, doubles, delays and so reorders them, and keeps cut links cut in each
 * direction.
 */
final class Network {
    private final Simulation world;
    private final Random chance;
    /** "from>to" by node name. */
    private final Set<String> cut = new TreeSet<>();

    private FaultPlan faults;

    Network(Simulation world, FaultPlan faults) {
        this.world = world;
        this.chance = world.chance;
        this.faults = faults;
    }

    void send(Endpoint from, Endpoint to, Message message) {
        if (world.strays != null) world.strays.learn(message);
        if (from.role() == Role.ELECTION) world.invariants.election.sent(world.nameOf(from.node()), to, message);
        boolean local = from.node().equals(to.node());
        if (!local && chance.nextInt(1000) < faults.dropPermille()) return;
        int copies = !local && chance.nextInt(1000) < faults.duplicatePermille() ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            world.agenda.in(local ? 0 : delayMs(), () -> {
                if (local || cut.isEmpty() || connected(world.nameOf(from.node()), world.nameOf(to.node())))
                    world.deliver(from, to, message);
            });
        }
    }

    private long delayMs() {
        if (chance.nextInt(1000) < faults.latePermille()) return chance.nextInt(5_000);
        return 1L + chance.nextInt(faults.delayMaxMs());
    }

    boolean connected(String from, String to) {
        return cut.isEmpty() || !cut.contains(from + ">" + to);
    }

    /** Cuts one direction. */
    void cut(String from, String to) {
        cut.add(from + ">" + to);
    }

    void mend(String from, String to) {
        cut.remove(from + ">" + to);
    }

    /** From now on a good network. */
    void heal() {
        cut.clear();
        faults = FaultPlan.NONE;
    }
}
