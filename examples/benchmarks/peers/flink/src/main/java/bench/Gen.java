// SPDX-License-Identifier: Apache-2.0
package bench;

/** Deterministic input data shared by all workloads. See README.md for the exact definition. */
final class Gen {
    static final long SEED = 42, GOLDEN = 0x9E3779B97F4A7C15L;
    static final int WORDS = 10_000, LINE_POOL = 65_536, ZIPF_BITS = 18, KEYS = 100_000;

    private Gen() {}

    static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** i-th output (i from 0) of a SplitMix64 generator seeded with 42. */
    static long rnd(long i) {
        return mix(SEED + (i + 1) * GOLDEN);
    }

    /** W3: key of event i, uniform in [0, 100000). */
    static long key(long r) {
        return ((r >>> 32) * KEYS) >>> 32;
    }

    static long value(long r) {
        return r & 0xFFFF;
    }

    /** W3: event time of event i: 1 ms per 1000 events, up to 3 ms late. */
    static long eventTime(long i, long r) {
        return Math.max(0, i / 1000 - ((r >>> 16) & 3));
    }

    /** Word k: three base-26 letters that make it unique, then 0..7 pseudo-random letters. */
    static String word(int k) {
        StringBuilder b = new StringBuilder();
        b.append((char) ('a' + k / 676)).append((char) ('a' + k / 26 % 26)).append((char) ('a' + k % 26));
        long r = rnd(k);
        int extra = (int) (r & 7);
        r >>>= 3;
        for (int j = 0; j < extra; j++, r /= 26) b.append((char) ('a' + Long.remainderUnsigned(r, 26)));
        return b.toString();
    }

    static String[] dictionary() {
        String[] d = new String[WORDS];
        for (int k = 0; k < WORDS; k++) d[k] = word(k);
        return d;
    }

    /** Zipf-like (s = 1) rank table: log-uniform ranks, one entry per equal probability slice. */
    static short[] zipfTable() {
        short[] t = new short[1 << ZIPF_BITS];
        for (int i = 0; i < t.length; i++) {
            double u = (i + 0.5) / t.length;
            t[i] = (short) Math.min(WORDS - 1, (int) StrictMath.pow(WORDS, u) - 1);
        }
        return t;
    }

    /** Line i: words 10*i .. 10*i+9 of the random sequence, joined by one space. */
    static void line(long i, String[] dict, short[] zipf, StringBuilder b) {
        for (int j = 0; j < 10; j++) {
            if (j > 0) b.append(' ');
            b.append(dict[zipf[(int) (rnd(i * 10 + j) >>> (64 - ZIPF_BITS))]]);
        }
    }

    /** W2: the pool of lines the source cycles through; emitted line i is pool[i mod 65536]. */
    static String[] linePool() {
        String[] d = dictionary(), pool = new String[LINE_POOL];
        short[] z = zipfTable();
        StringBuilder b = new StringBuilder();
        for (int i = 0; i < LINE_POOL; i++) {
            b.setLength(0);
            line(i, d, z, b);
            pool[i] = b.toString();
        }
        return pool;
    }
}
