// SPDX-License-Identifier: Apache-2.0
package io.penstock.benchmarks;

/**
 * The deterministic input that all systems under comparison share: {@code rnd(i)} is the i-th output of a SplitMix64
 * generator seeded with 42, addressable by index. Checksums are wrapping sums, so that they depend neither on order nor
 * on parallelism.
 */
final class Input {
    static final int KEYS = 100_000;
    private static final long SEED = 42;
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;
    private static final int WORDS = 10_000;
    private static final int POOL_LINES = 65_536;
    private static final int RANK_BITS = 18;

    private Input() {}

    static long mix(long z) {
        long y = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        long x = (y ^ (y >>> 27)) * 0x94D049BB133111EBL;
        return x ^ (x >>> 31);
    }

    static long rnd(long index) {
        return mix(SEED + (index + 1) * GOLDEN);
    }

    /** As checksums are written: 16 hex digits. */
    static String hex(long checksum) {
        return String.format("%016x", checksum);
    }

    /** What one (word, count) adds to a checksum. */
    static long wordCheck(String word, long count) {
        return mix(((long) word.hashCode() << 32) + count);
    }

    /** What one window result adds to a checksum. */
    static long windowCheck(long key, long startMs, long sum) {
        return mix(mix(mix(key) + startMs) + sum);
    }

    /** Three letters that make word k unique, then up to seven random ones. */
    private static String word(int k) {
        var word = new StringBuilder();
        word.append((char) ('a' + k / 676)).append((char) ('a' + k / 26 % 26)).append((char) ('a' + k % 26));
        long random = rnd(k);
        int extra = (int) (random & 7);
        random >>>= 3;
        for (int i = 0; i < extra; i++) {
            word.append((char) ('a' + Long.remainderUnsigned(random, 26)));
            random /= 26;
        }
        return word.toString();
    }

    /** Lines of ten words each, whose ranks follow Zipf's law with exponent 1. */
    static String[] linePool() {
        var lines = new Lines();
        var pool = new String[POOL_LINES];
        for (int i = 0; i < POOL_LINES; i++) pool[i] = lines.line(i);
        return pool;
    }

    /** Makes the i-th line. */
    static final class Lines {
        private final String[] words = new String[WORDS];
        private final int[] ranks = new int[1 << RANK_BITS];

        Lines() {
            for (int k = 0; k < WORDS; k++) words[k] = Input.word(k);
            for (int i = 0; i < ranks.length; i++) {
                ranks[i] = Math.min(WORDS - 1, (int) StrictMath.pow(WORDS, (i + 0.5) / ranks.length) - 1);
            }
        }

        String line(long index) {
            var line = new StringBuilder();
            for (int j = 0; j < 10; j++) {
                if (j > 0) line.append(' ');
                line.append(wordAt(index, j));
            }
            return line.toString();
        }

        /** The j-th word of that line. */
        String wordAt(long index, int j) {
            return words[ranks[(int) (rnd(10 * index + j) >>> (64 - RANK_BITS))]];
        }
    }
}
