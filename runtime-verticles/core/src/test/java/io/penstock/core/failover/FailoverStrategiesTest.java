// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.failover;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.core.failover.FailoverStrategy.LostPartitions;
import io.penstock.core.graph.ExchangePattern;
import io.penstock.core.graph.ExecutionGraph;
import io.penstock.core.graph.RegionId;
import io.penstock.core.job.Graphs;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Regions here are numbered by vertex, then subtask: read[0] is 0, read[1] is 1, count[0] is 2, and so on. */
class FailoverStrategiesTest {
    private static final LostPartitions NONE_LOST = (edge, subtask) -> false;

    /** read(2) =forward, blocking=> count(2) =hash, blocking=> write(2). */
    private final ExecutionGraph graph = ExecutionGraph.of(Graphs.graph()
            .vertex("read", 2)
            .vertex("count", 2)
            .vertex("write", 2)
            .blocking(0, 1, ExchangePattern.FORWARD)
            .blocking(1, 2, ExchangePattern.HASH)
            .build());

    @Test
    void regionTakesTheFailedOneAndAllThatReadWhatItMakes() {
        assertThat(restart(FailoverStrategies.REGION, NONE_LOST, 0)).containsExactly(0, 2, 4, 5);
        assertThat(restart(FailoverStrategies.REGION, NONE_LOST, 4)).containsExactly(4);
    }

    @Test
    void regionTakesTheProducersOfWhatIsLostAndTheirOtherReaders() {
        LostPartitions lost = (edge, subtask) -> edge == 1 && subtask == 1;
        assertThat(restart(FailoverStrategies.REGION, lost, 4)).containsExactly(3, 4, 5);
    }

    @Test
    void individualLeavesReadersAloneButBringsBackWhatIsLost() {
        assertThat(restart(FailoverStrategies.INDIVIDUAL, NONE_LOST, 0)).containsExactly(0);
        LostPartitions lost = (edge, subtask) -> subtask == 1;
        assertThat(restart(FailoverStrategies.INDIVIDUAL, lost, 4)).containsExactly(1, 3, 4);
    }

    @Test
    void allTakesEverything() {
        assertThat(restart(FailoverStrategies.ALL, NONE_LOST, 4)).containsExactly(0, 1, 2, 3, 4, 5);
    }

    @Test
    void severalFailuresAreClosedTogether() {
        assertThat(restart(FailoverStrategies.REGION, NONE_LOST, 1, 5)).containsExactly(1, 3, 4, 5);
    }

    @Test
    @Timeout(10)
    void tenThousandRegionsThatFailTogetherAreClosedInLinearTime() {
        var wide = ExecutionGraph.of(Graphs.graph()
                .vertex("a", 10_000)
                .vertex("b", 10_000)
                .vertex("c", 10_000)
                .blocking(0, 1, ExchangePattern.HASH)
                .blocking(1, 2, ExchangePattern.HASH)
                .build());
        var failed = new TreeSet<>(wide.regions().all());
        assertThat(FailoverStrategies.REGION.regionsToRestart(failed, wide, (edge, subtask) -> true))
                .hasSize(30_000);
    }

    private List<Integer> restart(FailoverStrategy strategy, LostPartitions partitions, int... failed) {
        SortedSet<RegionId> regions = new TreeSet<>();
        for (int each : failed) regions.add(new RegionId(each));
        return strategy.regionsToRestart(regions, graph, partitions).stream()
                .map(RegionId::index)
                .toList();
    }
}
