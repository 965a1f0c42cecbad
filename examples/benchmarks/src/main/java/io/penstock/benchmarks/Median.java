// SPDX-License-Identifier: Apache-2.0
package io.penstock.benchmarks;

import java.util.Arrays;

/** The middle one of some figures, or the mean of the two in the middle. */
final class Median {
    private Median() {}

    /** NaN for no figures at all. */
    static double of(double... figures) {
        if (figures.length == 0) return Double.NaN;
        double[] sorted = figures.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
