// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.scheduling;

import io.penstock.core.graph.RegionId;
import java.util.List;
import java.util.SortedMap;

/** The scheduling strategies that are built in. They differ only for jobs of several regions. */
public final class SchedulingStrategies {
    /** {@code pipelined-region}: each region as soon as its own inputs are complete. The default. */
    public static final SchedulingStrategy PIPELINED_REGION = (region, progress) -> progress.inputsProduced(region);

    /**
     * {@code lazy-from-sources}: stage by stage; a region waits until every vertex that it reads has finished as a
     * whole. Needs the fewest slots at a time.
     */
    public static final SchedulingStrategy LAZY_FROM_SOURCES =
            (region, progress) -> progress.inputsProduced(region) && progress.producersFinished(region);

    /**
     * {@code eager}: slots for the whole job at once, and nothing runs before all are there: no surprise later, but
     * slots that wait idle.
     */
    public static final SchedulingStrategy EAGER = new SchedulingStrategy() {
        @Override
        public boolean wanted(RegionId region, Progress progress) {
            return true;
        }

        @Override
        public boolean deploysTogether() {
            return true;
        }
    };

    private SchedulingStrategies() {}

    /** All of them, the default first. */
    public static List<SchedulingStrategyFactory> all() {
        return List.of(
                new BuiltIn("pipelined-region", PIPELINED_REGION),
                new BuiltIn("eager", EAGER),
                new BuiltIn("lazy-from-sources", LAZY_FROM_SOURCES));
    }

    private record BuiltIn(String name, SchedulingStrategy strategy) implements SchedulingStrategyFactory {
        @Override
        public SchedulingStrategy create(SortedMap<String, String> options) {
            return strategy;
        }
    }
}
