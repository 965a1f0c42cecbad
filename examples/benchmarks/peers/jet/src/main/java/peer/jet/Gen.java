// SPDX-License-Identifier: Apache-2.0
package peer.jet;

import com.hazelcast.jet.Traverser;

/**
 * The deterministic input of every case, as ../flink/README.md defines it for all systems compared. All of it is
 * a pure function of an index, by way of splitmix64 seeded with 42, so any shard of any source can start anywhere.
 */
final class Gen {
    static final long SEED = 42;
    static final int KEYS = 100_000;
    static final int WORDS = 10_000;
    static final int WORDS_PER_LINE = 10;
    static final int LINES = 1 << 16; // pre-built lines; line i of a source is LINE_SET[i % LINES]
    static final int EVENTS_PER_MS = 1000; // of event time
    static final int WINDOW_MS = 1000;
    static final int DELAY_MS = 5; // what watermarks allow for; events are at most 3 ms late
    private static final int ZIPF_BITS = 18;

    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private Gen() {}

    static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** Output number i of splitmix64 started at SEED. */
    static long at(long i) {
        return mix(SEED + (i + 1) * GOLDEN);
    }

    /** Event i, r = at(i): a key uniform in [0, KEYS). */
    static long key(long r) {
        return ((r >>> 32) * KEYS) >>> 32;
    }

    /** Event i: a value in [0, 65536). */
    static long value(long r) {
        return r & 0xFFFF;
    }

    /** Event i: its time, given i / EVENTS_PER_MS. */
    static long time(long ms, long r) {
        return Math.max(0, ms - ((r >>> 16) & 3));
    }

    /** What one output of W2 (or, for final counts, W7) adds to the checksum. */
    static long checkWord(String word, long count) {
        return mix(((long) word.hashCode() << 32) + count);
    }

    /** What one output of W3 adds to the checksum. */
    static long checkWindow(long key, long windowStart, long sum) {
        return mix(mix(mix(key) + windowStart) + sum);
    }

    /** Word k: three letters that make it unique, then 0..7 more. */
    private static String word(int k) {
        StringBuilder b = new StringBuilder(10);
        b.append((char) ('a' + k / 676)).append((char) ('a' + k / 26 % 26)).append((char) ('a' + k % 26));
        long r = at(k);
        long s = r >>> 3;
        for (long more = r & 7; more > 0; more--) {
            b.append((char) ('a' + s % 26));
            s /= 26;
        }
        return b.toString();
    }

    /** The words of a line, made as they are asked for. */
    static final class Words implements Traverser<String> {
        private final String line;
        private int from;

        Words(String line) {
            this.line = line;
        }

        @Override
        public String next() {
            if (from < 0) {
                return null;
            }
            int to = line.indexOf(' ', from);
            String word = to < 0 ? line.substring(from) : line.substring(from, to);
            from = to < 0 ? -1 : to + 1;
            return word;
        }
    }

    /** Built once per JVM so that making text is not what a word count measures. */
    static final class LineSet {
        private static final String[] DICT = new String[WORDS];
        private static final short[] RANK = new short[1 << ZIPF_BITS];
        static final String[] LINE_SET = new String[LINES];

        static {
            for (int k = 0; k < WORDS; k++) {
                DICT[k] = word(k);
            }
            for (int t = 0; t < RANK.length; t++) {
                RANK[t] = (short) Math.min(WORDS - 1, (int) StrictMath.pow(WORDS, (t + 0.5) / RANK.length) - 1);
            }
            for (int i = 0; i < LINES; i++) {
                LINE_SET[i] = line(i);
            }
        }

        private LineSet() {}

        static String line(long i) {
            StringBuilder b = new StringBuilder(96);
            for (int w = 0; w < WORDS_PER_LINE; w++) {
                if (w > 0) {
                    b.append(' ');
                }
                b.append(DICT[RANK[(int) (at(i * WORDS_PER_LINE + w) >>> (64 - ZIPF_BITS))]]);
            }
            return b.toString();
        }
    }
}
