// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class KeyGroupsTest {
    @Test
    void rangesTileTheGroupsAndAgreeWithTheOwner() {
        for (int groups : new int[] {1, 2, 7, 128, 1000, KeyGroups.COUNT_MAX}) {
            for (int parallelism : new int[] {1, 2, 3, 5, 100, 127, 128, 999, KeyGroups.COUNT_MAX}) {
                if (parallelism > groups) continue;
                int next = 0;
                for (int subtask = 0; subtask < parallelism; subtask++) {
                    SubtaskRange range = KeyGroups.range(subtask, groups, parallelism);
                    assertThat(range.first()).isEqualTo(next);
                    assertThat(range.size()).isBetween(groups / parallelism, groups / parallelism + 1);
                    for (int g = range.first(); g < range.end(); g++) {
                        assertThat(KeyGroups.subtask(g, groups, parallelism)).isEqualTo(subtask);
                    }
                    next = range.end();
                }
                assertThat(next).isEqualTo(groups);
            }
        }
    }

    @Test
    void ordinaryKeysSpreadEvenly() {
        checkSpread("consecutive", i -> (long) i);
        checkSpread("multiples of 1024", i -> (long) i * 1024);
        checkSpread("short strings", i -> "k" + i);
        checkSpread("integers downwards", i -> -i);
    }

    /** 100,000 keys over 128 groups: 781 expected in each, standard deviation 28. */
    private static void checkSpread(String what, IntFunction<Object> key) {
        int[] counts = new int[128];
        for (int i = 0; i < 100_000; i++) counts[KeyGroups.keyGroup(key.apply(i), 128)]++;
        assertThat(Arrays.stream(counts).min().orElseThrow()).as(what).isGreaterThan(600);
        assertThat(Arrays.stream(counts).max().orElseThrow()).as(what).isLessThan(960);
    }

    @Test
    void theFunctionIsFixedSinceStoredStateDependsOnIt() {
        assertThat(KeyGroups.keyGroup("penstock", 128)).isEqualTo(106);
        assertThat(KeyGroups.keyGroup(42L, 128)).isEqualTo(KeyGroups.keyGroup(KeyGroups.hash(42L), 128));
        assertThat(KeyGroups.hash(TimeUnit.DAYS)).isEqualTo("DAYS".hashCode());
    }
}
