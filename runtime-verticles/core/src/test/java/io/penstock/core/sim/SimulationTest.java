// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.sim;

import org.junit.jupiter.api.Test;

/**
 * Runs the control plane through as many worlds as there are seeds. More of them: {@code mvn -pl runtime-verticles/core
 * -am test -Dtest=SimulationTest -Dsurefire.failIfNoSpecifiedTests=false -Dseeds=1000000}; one of them again:
 * {@code -Dseed=42 -Dtranscript=500}.
 */
class SimulationTest {
    @Test
    void whateverHappensNothingWrongDoesAndInQuietEverythingEnds() {
        long only = Long.getLong("seed", -1);
        int seeds = Integer.getInteger("seeds", 2_000);
        long startNs = System.nanoTime();
        long events = 0;
        for (long seed = only < 0 ? 1 : only; seed <= (only < 0 ? seeds : only); seed++) events += SeededRun.of(seed);
        double seconds = (System.nanoTime() - startNs) / 1e9;
        System.out.printf(
                "simulation: %d seeds, %d events, %.0f seeds/s%n", only < 0 ? seeds : 1, events, seeds / seconds);
    }
}
