// SPDX-License-Identifier: Apache-2.0
package io.penstock.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SoakTest {
    @Test
    void growthOfAFractionPerSampleIsNotFlat() {
        assertThat(Soak.isFlat(
                        IntStream.range(0, 60).mapToDouble(i -> 30 + 0.3 * i).toArray()))
                .isFalse();
    }

    @Test
    void aWarmUpAndASingleSpikeAreNoGrowth() {
        double[] heapMb = new double[60];
        Arrays.fill(heapMb, 40);
        heapMb[0] = 10;
        heapMb[55] = 200;
        assertThat(Soak.isFlat(heapMb)).isTrue();
    }

    @Test
    void oneSampleIsFlat() {
        assertThat(Soak.isFlat(new double[] {12})).isTrue();
    }
}
