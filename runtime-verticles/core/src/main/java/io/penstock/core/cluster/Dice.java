// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.cluster;

/** A stream of numbers that looks random and is the same for the same seed (SplitMix64). */
final class Dice {
    private long state;

    Dice(long seed) {
        state = seed;
    }

    /** From 0 to {@code bound - 1}. */
    long below(long bound) {
        if (bound <= 0) throw new IllegalArgumentException("bound " + bound);
        state += 0x9E3779B97F4A7C15L;
        long mixed = (state ^ (state >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return Math.floorMod(mixed ^ (mixed >>> 31), bound);
    }
}
