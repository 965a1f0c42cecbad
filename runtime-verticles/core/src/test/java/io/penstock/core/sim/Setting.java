// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.sim;

import java.util.Random;

/**
 * The world of one run, drawn from its seed.
 *
 * @param jobsMax the later ones are not submitted
 * @param sparesWorkers only coordinators crash, pause and are cut off, and only from each other
 * @param rescales whether clients rescale jobs
 */
record Setting(
        long seed, Simulation.Shape shape, FaultPlan faults, int jobsMax, boolean sparesWorkers, boolean rescales) {
    private static final int SPARED_EVERY = 16;
    private static final int RESCALED_EVERY = 3;

    static Setting draw(long seed) {
        var chance = new Random(seed);
        Simulation.Shape shape = Simulation.Shape.draw(chance);
        FaultPlan faults = FaultPlan.draw(chance);
        boolean rescales = seed % RESCALED_EVERY == 1;
        return seed % SPARED_EVERY == 0 && shape.coordinators() > 1
                ? new Setting(seed, shape.apart(), faults.forCoordinators(), Integer.MAX_VALUE, true, rescales)
                : new Setting(seed, shape, faults, Integer.MAX_VALUE, false, rescales);
    }

    Setting with(Simulation.Shape other) {
        return new Setting(seed, other, faults, jobsMax, sparesWorkers, rescales);
    }

    Setting with(FaultPlan other) {
        return new Setting(seed, shape, other, jobsMax, sparesWorkers, rescales);
    }

    Setting withJobs(int most) {
        return new Setting(seed, shape, faults, most, sparesWorkers, rescales);
    }

    /** As it was drawn before there were rescales. */
    Setting withoutRescales() {
        return new Setting(seed, shape, faults, jobsMax, sparesWorkers, false);
    }

    Simulation build() {
        var world = new Simulation(seed, shape, faults, JobMasters.PATIENT);
        world.workersAreSpared = sparesWorkers;
        return world;
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
