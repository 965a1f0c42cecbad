// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.sim;

import java.util.ArrayList;
import java.util.List;

/**
 * Makes a world that fails smaller as long as it fails in the same way: fewer jobs, fewer nodes, fewer kinds of faults.
 */
final class Smaller {
    private Smaller() {}

    /** The smallest failure of the same sort that is found by leaving out one thing after another. */
    static SeededRun.Failure than(SeededRun.Failure failure) {
        SeededRun.Failure smallest = failure;
        boolean progress = true;
        while (progress) {
            progress = false;
            for (Setting setting : smallerThan(smallest.setting)) {
                SeededRun.Failure found = run(setting, 0);
                if (found == null || !found.sort.equals(failure.sort)) continue;
                smallest = found;
                progress = true;
                break;
            }
        }
        return smallest;
    }

    /** Again, with the last events before it. */
    static String trace(SeededRun.Failure failure, int lines) {
        SeededRun.Failure again = run(failure.setting, 100_000);
        if (again == null) throw new IllegalStateException("not the same twice: " + failure.setting);
        List<String> trace = again.trace().lines().toList();
        return String.join("\n", trace.subList(Math.max(0, trace.size() - lines), trace.size()));
    }

    private static SeededRun.@org.jspecify.annotations.Nullable Failure run(Setting setting, int lines) {
        try {
            SeededRun.traced(setting, lines);
            return null;
        } catch (SeededRun.Failure failure) {
            return failure;
        }
    }

    private static List<Setting> smallerThan(Setting s) {
        var smaller = new ArrayList<Setting>();
        for (int jobs = 1; jobs < Math.min(3, s.jobsMax()); jobs++) smaller.add(s.withJobs(jobs));
        Simulation.Shape shape = s.shape();
        if (shape.workers() > 1) smaller.add(shaped(s, shape.coordinators(), shape.workers() - 1, shape.combined()));
        if (shape.combined()) smaller.add(shaped(s, shape.coordinators(), shape.workers(), false));
        if (shape.coordinators() > 1) smaller.add(shaped(s, 1, shape.workers(), shape.combined()));
        for (FaultPlan faults : s.faults().withOneLess()) smaller.add(s.with(faults));
        return smaller;
    }

    private static Setting shaped(Setting s, int coordinators, int workers, boolean combined) {
        var shape = new Simulation.Shape(coordinators, workers, s.shape().slotsPerWorker(), combined);
        return s.with(shape);
    }
}
