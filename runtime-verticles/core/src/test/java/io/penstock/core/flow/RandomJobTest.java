// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Random jobs, stepped in random order over tiny channels, give what a sequential computation gives.
 * {@code -Dflow.seeds=} runs more.
 */
class RandomJobTest {
    private static final int SEEDS = Integer.getInteger("flow.seeds", 400);

    @Test
    void aJobGivesWhatLoopsGive() {
        for (long seed = 0; seed < SEEDS; seed++) check(seed);
    }

    private static void check(long seed) {
        RandomJob job = new RandomJob(seed);
        try {
            FlowHarness.run(job, 1 + (int) (seed % 4), seed);
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError("seed " + seed + "\n" + job, e);
        }
        for (int i = 0; i < job.sinks().size(); i++) {
            List<RandomJob.Item> seen = new ArrayList<>(job.sinks().get(i).values());
            List<RandomJob.Item> expected = new ArrayList<>(job.expected().get(i));
            seen.sort(null);
            expected.sort(null);
            assertThat(seen).as("seed %d, stream %d of\n%s", seed, i, job).isEqualTo(expected);
        }
    }
}
