// SPDX-License-Identifier: Apache-2.0
package peer.jet;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** The checksum of a right answer, by a plain loop over the same input. */
final class Expected {
    private Expected() {}

    /** args: case, n */
    public static void main(String[] args) {
        System.out.printf(
                "{\"case\":\"%s\",\"n\":%s,\"checksum\":\"%016x\"}%n",
                args[0], args[1], of(args[0], Long.parseLong(args[1])));
    }

    static long of(String kase, long n) {
        return switch (kase.substring(0, 2)) {
            case "w1" -> longs(n);
            case "w2" -> words(n, kase.contains("batch"));
            case "w7" -> text(n);
            default -> windows(n);
        };
    }

    private static long longs(long n) {
        long d = 0;
        for (long i = 0; i < n; i++) {
            long x = i + 1;
            d += (x & 1) != 0 ? x : 0;
        }
        return d;
    }

    private static long words(long n, boolean finalCounts) {
        Map<String, long[]> counts = new HashMap<>();
        for (int i = 0; i < Gen.LINES; i++) {
            long times = n / Gen.LINES + (i < n % Gen.LINES ? 1 : 0);
            for (String w : Gen.LineSet.LINE_SET[i].split(" ")) {
                counts.computeIfAbsent(w, k -> new long[1])[0] += times;
            }
        }
        long d = 0;
        for (var e : counts.entrySet()) {
            long count = e.getValue()[0];
            for (long c = finalCounts ? Math.max(1, count) : 1; c <= count; c++) {
                d += Gen.checkWord(e.getKey(), c);
            }
        }
        return d;
    }

    private static long text(long n) {
        Map<String, long[]> counts = new HashMap<>();
        for (long i = 0; i < n; i++) {
            for (String w : Gen.LineSet.line(i).split(" ")) {
                counts.computeIfAbsent(w, k -> new long[1])[0]++;
            }
        }
        long d = 0;
        for (var e : counts.entrySet()) {
            d += Gen.checkWord(e.getKey(), e.getValue()[0]);
        }
        return d;
    }

    private static long windows(long n) {
        long[][] sums = new long[(int) (n / Gen.EVENTS_PER_MS / Gen.WINDOW_MS) + 1][];
        for (long i = 0; i < n; i++) {
            long r = Gen.at(i);
            int w = (int) (Gen.time(i / Gen.EVENTS_PER_MS, r) / Gen.WINDOW_MS);
            if (sums[w] == null) {
                sums[w] = new long[Gen.KEYS];
                Arrays.fill(sums[w], -1); // no event, so no result
            }
            int k = (int) Gen.key(r);
            sums[w][k] = Math.max(0, sums[w][k]) + Gen.value(r);
        }
        long d = 0;
        for (int w = 0; w < sums.length; w++) {
            for (int k = 0; sums[w] != null && k < Gen.KEYS; k++) {
                d += sums[w][k] < 0 ? 0 : Gen.checkWindow(k, (long) w * Gen.WINDOW_MS, sums[w][k]);
            }
        }
        return d;
    }
}
