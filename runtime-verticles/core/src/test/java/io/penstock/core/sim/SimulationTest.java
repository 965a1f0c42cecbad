// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs the control plane through as many worlds as there are seeds: 2,000 in the ordinary run, a million by {@code mvn
 * -Psimulation -pl runtime-verticles/core -am test}, others by {@code -Dseeds=N} or {@code -Dseeds=FROM-TO}. One of
 * them again: {@code -Dseed=42 -Dtranscript=500}.
 */
class SimulationTest {
    @Test
    void whateverHappensNothingWrongDoesAndInQuietEverythingEnds() {
        long only = Long.getLong("seed", -1);
        Campaign campaign =
                only >= 0 ? new Campaign(only, only, 1) : Campaign.of(System.getProperty("seeds", "2000"), 5);
        List<SeededRun.Failure> failures = campaign.run();
        for (SeededRun.Failure failure : failures) {
            System.out.println("FAILED " + failure.getMessage());
            SeededRun.Failure smallest = Smaller.than(failure);
            System.out.println("smallest: " + smallest.getMessage() + Smaller.trace(smallest, 200));
        }
        assertThat(failures).isEmpty();
        SeededRun.Tally sum = campaign.sum();
        System.out.println(sum);
        if (only >= 0 || sum.events() < 1_000_000) return;
        assertThat(List.of(sum.checkpoints(), sum.restored(), sum.transactions(), sum.stops(), sum.resplit()))
                .as("what the invariants are about happens")
                .allMatch(count -> count > sum.events() / 100_000);
    }

    /** Each of these once found a defect, or an invariant that asked too much. */
    @ParameterizedTest
    @ValueSource(
            longs = {
                3_689, 6_864, 13_154, 14_355, 19_405, 19_598, 35_466, 43_461, 58_901, 69_984, 70_165, 89_387, 89_656,
                92_771, 93_810, 93_836, 98_743, 106_510, 110_681, 112_651, 113_389, 114_946, 115_621, 160_855, 294_895,
                303_330, 313_743, 337_144, 348_203, 349_776, 375_784, 380_560, 397_111, 543_490, 559_190, 564_720,
                582_704, 626_383
            })
    void whatOnceFailedDoesNot(long seed) {
        assertThat(SeededRun.tally(Setting.draw(seed).withoutRescales()).events())
                .isPositive();
    }

    /** The same, in worlds that rescale their jobs. */
    @ParameterizedTest
    @ValueSource(longs = {1_342, 13_276, 223_435})
    void whatOnceFailedInARescaleDoesNot(long seed) {
        assertThat(SeededRun.tally(Setting.draw(seed)).events()).isPositive();
    }
}
