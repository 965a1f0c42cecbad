// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.sim;

import java.util.List;
import java.util.Random;

/** Does harm at the rates of a plan until its time is over. */
final class Nemesis {
    private final Simulation world;
    private final Random chance;
    private final FaultPlan faults;
    private final long untilMs;

    Nemesis(Simulation world, FaultPlan faults, long untilMs) {
        this.world = world;
        this.chance = world.chance;
        this.faults = faults;
        this.untilMs = untilMs;
    }

    void start() {
        repeat(faults.crashEveryMs(), this::crash);
        repeat(faults.partitionEveryMs(), this::partition);
        repeat(faults.pauseEveryMs(), () -> world.pause(anyNode(), 100 + chance.nextInt(6_000)));
        repeat(faults.falseHintEveryMs(), () -> world.slander(anyNode(), anyNode(), chance.nextBoolean()));
    }

    private void repeat(int everyMs, Runnable harm) {
        if (everyMs == 0) return;
        world.agenda.in(1 + chance.nextInt(2 * everyMs), () -> {
            if (world.agenda.nowMs() >= untilMs) return;
            harm.run();
            repeat(everyMs, harm);
        });
    }

    private void crash() {
        String name = anyNode();
        if (chance.nextBoolean()) world.kill(name);
        else world.crash(name);
        // Some are back before anybody knows that they were gone.
        world.agenda.in(100 + chance.nextInt(chance.nextBoolean() ? 500 : 8_000), () -> world.start(name));
    }

    /** Cuts one node off from all or some others, in both directions or in one. */
    private void partition() {
        String victim = anyNode();
        boolean inward = chance.nextInt(4) != 0;
        boolean outward = !inward || chance.nextInt(4) != 0;
        boolean all = chance.nextBoolean();
        world.transcript.note("cut " + victim + (inward ? " in" : "") + (outward ? " out" : ""));
        long forMs = 200L + chance.nextInt(8_000);
        for (String other : victims()) {
            if (other.equals(victim) || !all && chance.nextBoolean()) continue;
            if (inward) cut(other, victim, forMs);
            if (outward) cut(victim, other, forMs);
        }
    }

    private void cut(String from, String to, long forMs) {
        world.network.cut(from, to);
        world.agenda.in(forMs, () -> world.network.mend(from, to));
    }

    private List<String> victims() {
        return world.workersAreSpared ? world.coordinatorNames() : world.names();
    }

    private String anyNode() {
        List<String> names = victims();
        return names.get(chance.nextInt(names.size()));
    }
}
