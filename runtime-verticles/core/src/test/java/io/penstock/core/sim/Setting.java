// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.sim;

import java.util.Random;

/**
 * The world of one run, drawn from its seed.
 *
 * @param jobsMax the later ones are not submitted
 */
record Setting(long seed, Simulation.Shape shape, FaultPlan faults, int jobsMax) {
    static Setting draw(long seed) {
        var chance = new Random(seed);
        return new Setting(seed, Simulation.Shape.draw(chance), FaultPlan.draw(chance), Integer.MAX_VALUE);
    }

    Simulation build() {
        return new Simulation(seed, shape, faults, JobMasters.PATIENT);
    }

    /** What the jobs are drawn from: the same, whatever was made smaller. */
    Random jobChance() {
        var chance = new Random(seed);
        Simulation.Shape.draw(chance);
        FaultPlan.draw(chance);
        return chance;
    }

    @Override
    public String toString() {
        return "seed " + seed + ", " + shape + ", " + faults + (jobsMax < 3 ? ", jobs " + jobsMax : "");
    }
}
