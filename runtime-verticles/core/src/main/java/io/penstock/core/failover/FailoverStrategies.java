// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.failover;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeSet;

/** The failover strategies that are built in. */
public final class FailoverStrategies {
    /**
     * {@code region}: the failed regions, the producers of what they miss, and all that read what will be made again,
     * since it may come out in another order. The default.
     */
    public static final FailoverStrategy REGION = RestartSets::withLostInputsAndConsumers;

    /** {@code all}: every region, whatever failed. */
    public static final FailoverStrategy ALL =
            (failed, graph, partitions) -> new TreeSet<>(graph.regions().all());

    /**
     * {@code individual}: the failed regions and the producers of what they miss, but no reader of what they make.
     * Cheapest, and right only if a producer that runs again makes the same again. In a job without pipelined exchanges
     * it restarts the failed subtask alone.
     */
    public static final FailoverStrategy INDIVIDUAL = RestartSets::withLostInputs;

    private FailoverStrategies() {}

    /** All of them, the default first. */
    public static List<FailoverStrategyFactory> all() {
        return List.of(new BuiltIn("region", REGION), new BuiltIn("all", ALL), new BuiltIn("individual", INDIVIDUAL));
    }

    private record BuiltIn(String name, FailoverStrategy strategy) implements FailoverStrategyFactory {
        @Override
        public FailoverStrategy create(SortedMap<String, String> options) {
            return strategy;
        }
    }
}
